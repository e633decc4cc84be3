import { describe, expect, it } from 'vitest';
import { isLoopback, isLoopbackHost } from '../../../../main/connection/loopback.ts';

describe('this computer', () => {
  it.each(['localhost', '127.0.0.1', '127.1.2.3', '::1', '[::1]'])('is %s', (host) => {
    expect(isLoopbackHost(host)).toBe(true);
    if (host !== '::1') expect(isLoopback(`http://${host}:7300/`)).toBe(true);
  });

  it.each(['127.evil.example', '127.0.0.1.evil.example', 'localhost.evil.example', '10.0.0.1', '0.0.0.0', '128.0.0.1'])(
    'is not %s',
    (host) => {
      expect(isLoopbackHost(host)).toBe(false);
      expect(isLoopback(`http://${host}/`)).toBe(false);
    },
  );
});
