import type { NetworkInterfaceInfo } from 'node:os';
import type { JoinAddress } from '../../core/contract/bridge.ts';
import { isLoopbackHost } from './loopback.ts';

export interface JoinAddressInput {
  readonly interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>;
  /** The address the ingest server listens on: one, or all of them (0.0.0.0, ::). */
  readonly host: string;
  readonly port: number;
}

const everywhere = new Set(['0.0.0.0', '::']);

/**
 * The addresses participants may use, the likeliest first: what phones in the same network can reach (IPv4 before
 * IPv6, real interfaces before virtual ones), and last this computer itself.
 */
export function listJoinAddresses({ interfaces, host, port }: JoinAddressInput): JoinAddress[] {
  const local: JoinAddress = { url: `http://127.0.0.1:${port}`, label: 'This computer only', loopback: true };
  if (isLoopbackHost(host)) return [host === '::1' ? { ...local, url: `http://[::1]:${port}` } : local];
  const reachable = Object.entries(interfaces)
    .flatMap(([name, infos]) => (infos ?? []).map((info) => ({ name, info })))
    .filter(({ info }) => !info.internal && !isLinkLocal(info) && listensOn(host, info))
    .sort((a, b) => rankOf(a) - rankOf(b))
    .map(({ name, info }) => ({ url: urlOf(info, port), label: name, loopback: false }));
  return everywhere.has(host) ? [...reachable, local] : reachable;
}

function listensOn(host: string, info: NetworkInterfaceInfo): boolean {
  return host === '::' || (host === '0.0.0.0' ? isIpv4(info) : host === info.address || !/^[\d.]+$|:/.test(host));
}

function isIpv4(info: NetworkInterfaceInfo): boolean {
  return info.family === 'IPv4';
}

/** Only good within one cable, and in a browser not without naming the interface. */
function isLinkLocal(info: NetworkInterfaceInfo): boolean {
  return info.address.startsWith('169.254.') || /^fe[89ab]/i.test(info.address);
}

const virtual = /^(docker|br-|veth|virbr|vmnet|vboxnet|utun|tun|tap|zt|wg|cni|flannel|vEthernet)/i;

function rankOf({ name, info }: { readonly name: string; readonly info: NetworkInterfaceInfo }): number {
  return (virtual.test(name) ? 2 : 0) + (isIpv4(info) ? 0 : 1);
}

function urlOf(info: NetworkInterfaceInfo, port: number): string {
  return isIpv4(info) ? `http://${info.address}:${port}` : `http://[${info.address}]:${port}`;
}
