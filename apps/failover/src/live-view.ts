/** Where a terminal's lines are written over; a file or a pipe gets nothing. */
interface Screen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Show what `render` says ten times a second, in place. @returns what ends it */
export function showLive(render: () => string, screen: Screen): () => void {
  if (screen.isTTY !== true) return () => {};
  let lines = 0;
  const draw = (): void => {
    const text = render();
    screen.write(`${lines > 0 ? `\u001b[${lines}A\u001b[J` : ''}${text}`);
    lines = text.split('\n').length - 1;
  };
  const timer = setInterval(draw, 100);
  return () => {
    clearInterval(timer);
    draw();
  };
}
