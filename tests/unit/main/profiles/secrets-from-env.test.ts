import { describe, expect, it } from 'vitest';
import { withoutKpollVariables } from '../../../../main/profiles/secrets-from-env.ts';

describe('the environment of programs that the desktop starts', () => {
  it('has nothing of Kpoll’s: neither secrets nor the settings of a cluster', () => {
    const env = {
      ...{ PATH: '/bin', HOME: '/home/desk', GONE: undefined, MY_KPOLL_NOTE: 'kept' },
      ...{ KPOLL_ACCESS_TOKEN: 's', KPOLL_KAFKA_PASSWORD: 's', KPOLL_SERVER_TOKEN: 's', KPOLL_BROKERS: 'kafka:9092', kpoll_port: '1' },
    };
    expect(withoutKpollVariables(env)).toEqual({ PATH: '/bin', HOME: '/home/desk', MY_KPOLL_NOTE: 'kept' });
  });
});
