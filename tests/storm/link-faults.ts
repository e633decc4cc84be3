import type { TcpProxy } from './tcp-proxy.ts';
import type { Heal } from './world.ts';
import { faultName } from './world.ts';

const slowMs = 250;

/** What can happen to a link. */
export function linkFaults(target: string, proxy: TcpProxy): [string, () => Promise<Heal>][] {
  const heal: Heal = async () => {
    proxy.heal();
    // Connections that went dead are not missed by their owners: they find out by themselves.
  };
  const fault = (kind: string, begin: () => void): [string, () => Promise<Heal>] => [
    faultName(kind, target),
    async () => {
      begin();
      return heal;
    },
  ];
  return [fault('cut', () => proxy.refuse()), fault('delay', () => proxy.slowDown(slowMs)), fault('blackhole', () => proxy.goDead())];
}
