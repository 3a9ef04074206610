import 'reflect-metadata';
import type { AddressInfo, Server } from 'node:net';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MessagePattern, type MicroserviceOptions, Transport } from '@nestjs/microservices';
import { announce } from '../../lib/announce.ts';

class EchoController {
  echo(player: unknown): unknown {
    return player;
  }
}

class EchoModule {
  readonly name = 'echo';
}

// Node strips types and leaves decorators alone, so they are called as the functions they are.
const echo = Object.getOwnPropertyDescriptor(EchoController.prototype, 'echo');
if (!echo) throw new TypeError('EchoController has no method echo');
MessagePattern('echo')(EchoController.prototype, 'echo', echo);
Controller()(EchoController);
Module({ controllers: [EchoController] })(EchoModule);

const app = await NestFactory.createMicroservice<MicroserviceOptions>(EchoModule, {
  transport: Transport.TCP,
  options: { host: '127.0.0.1', port: 0 },
  logger: false,
});
await app.listen();
const { port } = app.unwrap<Server>().address() as AddressInfo;
announce(`127.0.0.1:${port}`);
