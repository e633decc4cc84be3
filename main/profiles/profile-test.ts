import type { ProfileTest } from '../../core/contract/bridge.ts';
import { assertNever } from '../../core/domain/failure.ts';
import type { Profile, Secrets } from '../../core/domain/profile.ts';
import type { ClusterEngines } from '../connection/cluster-engines.ts';
import type { Logger } from '../logger.ts';
import { testKpollServer } from '../remote/test-kpoll-server.ts';
import { testCluster } from './cluster-test.ts';

export interface ProfileTestOptions extends ClusterEngines {
  readonly logger: Logger;
  readonly fetch?: typeof fetch;
  readonly isReachable?: (address: string) => Promise<boolean>;
}

/** Tries every part of a profile at the same time and says of each what was found; takes about ten seconds at most. */
export function createProfileTest(options: ProfileTestOptions) {
  return async (profile: Profile, secrets: Secrets): Promise<ProfileTest> => {
    switch (profile.kind) {
      case 'this-computer':
        return { parts: [{ part: 'server', ok: true, message: 'This computer is always within reach.' }] };
      case 'cluster':
        return { parts: await testCluster({ ...options, profile, secrets }) };
      case 'kpoll-server':
        return { parts: [await testKpollServer(profile, secrets)] };
      default:
        return assertNever(profile);
    }
  };
}
