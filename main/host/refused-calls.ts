import type { CallName } from '../../core/contract/bridge.ts';
import { Failure } from '../../core/domain/failure.ts';
import type { HostHandlers } from '../bridge/answer.ts';

/** For whoever looks in from another computer: each of these calls is refused with this sentence. */
export function refusedCalls<C extends CallName & keyof HostHandlers>(names: readonly C[], message: string): Pick<HostHandlers, C> {
  const refuse = () => Promise.reject(new Failure('unauthorized', message));
  return Object.fromEntries(names.map((name) => [name, refuse])) as unknown as Pick<HostHandlers, C>;
}
