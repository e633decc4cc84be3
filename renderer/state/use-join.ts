import type { JoinAddressView } from './app-store.ts';
import { pickJoinAddress } from './app-store.ts';
import { useShared } from './use-stores.ts';

export interface Join {
  readonly addresses: readonly JoinAddressView[];
  /** Undefined while the addresses are not known yet. */
  readonly address: JoinAddressView | undefined;
  pick(url: string): void;
}

const none: readonly JoinAddressView[] = [];

/** Where participants join. */
export function useJoin(): Join {
  const addresses = useShared('app', (state) => state.info?.joinAddresses ?? none);
  const picked = useShared('settings', (state) => state.settings.joinUrl);
  const change = useShared('settings', (state) => state.change);
  return { addresses, address: pickJoinAddress(addresses, picked), pick: (joinUrl) => change({ joinUrl }) };
}

export function joinLink(address: JoinAddressView, code: string): string {
  return `${address.url}/p/${code}`;
}
