import { expect, it } from 'vitest';
import { readConfig } from '../../../ingest-server/config.ts';

it('takes flags before variables before defaults', () => {
  const config = readConfig(['--data', '/data', '--port', '81'], { KPOLL_PORT: '82', KPOLL_HOST: '0.0.0.0' });
  expect(config).toMatchObject({
    dataFolder: '/data',
    port: 81,
    host: '0.0.0.0',
    votesPerAddress: 300,
    limitLoopback: false,
    votesPartitions: 4,
  });
});

it('limits loopback only where a limit is set by hand', () => {
  expect(readConfig(['--data', 'x', '--votes-per-address', '5'], {})).toMatchObject({ votesPerAddress: 5, limitLoopback: true });
});

it('reads a list of trusted proxies', () => {
  expect(readConfig(['--data', 'x', '--trusted-proxies', '10.0.0.1, 10.1.0.0/16'], {}).trustedProxies).toEqual(['10.0.0.1', '10.1.0.0/16']);
});

it('tells every fault at once', () => {
  expect(() => readConfig(['--port', 'many', '--votes-per-voter', '0'], {})).toThrow(
    /--data.*--port.*--votesPerVoter|--data[\s\S]*--port[\s\S]*--votesPerVoter/,
  );
});
