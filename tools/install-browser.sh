#!/usr/bin/env bash
# A browser for the tests of the chat page, on a Debian machine of CI that has none. Where this is
# not possible those tests are skipped, by name.
set -uo pipefail
command -v chromium > /dev/null && exit 0
[ "$(id -u)" = 0 ] && command -v apt-get > /dev/null || { echo 'no Chromium, and no way to install one'; exit 0; }
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq > /dev/null && apt-get install -y -qq --no-install-recommends chromium > /dev/null ||
  echo 'Chromium could not be installed'
