import { createHmac, randomBytes } from 'node:crypto';

/** By it a desktop tells the server of a data folder from whatever else may have got its address since, before it hands over the author token. */
export interface ServerProof {
  /** For server.json, which nobody else may read. */
  readonly key: string;
  prove(challenge: string): string;
}

export function createServerProof(): ServerProof {
  const key = randomBytes(24).toString('hex');
  return { key, prove: (challenge) => createHmac('sha256', key).update(challenge).digest('hex') };
}
