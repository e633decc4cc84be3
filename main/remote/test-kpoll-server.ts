import type { ProfileTest } from '../../core/contract/bridge.ts';
import { Failure, messageOf } from '../../core/domain/failure.ts';
import type { KpollServerProfile, Secrets } from '../../core/domain/profile.ts';
import { within } from '../connection/within.ts';
import { remoteAccessOf } from './remote-access.ts';
import { callRemote } from './remote-call.ts';
import { openRemoteSocket } from './remote-socket.ts';
import { createSocketBridge } from './socket-bridge.ts';

type Part = ProfileTest['parts'][number];

const patienceMs = 10_000;

/** Whether a dashboard elsewhere is there, proves who it is and takes the token. */
export async function testKpollServer(profile: KpollServerProfile, secrets: Secrets, waitMs = patienceMs): Promise<Part> {
  const part = 'server' as const;
  try {
    const { version, profile: place } = await ask(profile, secrets, waitMs);
    return { part, ok: true, message: `Reached Kpoll ${version} at ${profile.url}, which shows "${place}"; the access token is accepted.` };
  } catch (error) {
    return { part, ok: false, message: messageOf(error) };
  }
}

async function ask(profile: KpollServerProfile, secrets: Secrets, waitMs: number) {
  const access = await remoteAccessOf(profile, secrets);
  const late = () => new Failure('server-unreachable', `${profile.url} did not answer within ${waitMs / 1000} s. Check the address.`);
  let tellLoss: (failure: Failure) => void = () => undefined;
  const lost = new Promise<never>((_resolve, reject) => (tellLoss = reject));
  const bridge = createSocketBridge({
    open: (events) => openRemoteSocket(async () => access, { ...events, onClose: (reason) => tellLoss(unreachable(profile, reason)) }),
    clock: Date.now,
    wait: () => undefined,
    onFault: (error) => tellLoss(unreachable(profile, messageOf(error))),
  });
  try {
    return await within(waitMs, Promise.race([lost, callRemote(bridge, 'app:info', undefined)]), late);
  } finally {
    bridge.stop();
  }
}

function unreachable({ url }: KpollServerProfile, reason = 'the connection was cut'): Failure {
  return new Failure(
    'server-unreachable',
    `The Kpoll server at ${url} cannot be used: ${reason}. Check its address, the certificate file and the access token in this profile.`,
  );
}
