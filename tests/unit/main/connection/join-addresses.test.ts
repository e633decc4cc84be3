import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { listJoinAddresses } from '../../../../main/connection/join-addresses.ts';

function info(address: string, internal = false): NetworkInterfaceInfo {
  const rest = { address, netmask: '', mac: '', internal, cidr: null };
  return address.includes(':') ? { ...rest, family: 'IPv6', scopeid: 0 } : { ...rest, family: 'IPv4' };
}

const interfaces = {
  lo: [info('127.0.0.1', true), info('::1', true)],
  docker0: [info('172.17.0.1')],
  wlan0: [info('fe80::1'), info('2001:db8::5'), info('192.168.1.20')],
  eth1: [info('169.254.3.4')],
  eth0: [info('10.0.0.7')],
};

const urlsFor = (host: string) => listJoinAddresses({ interfaces, host, port: 7300 }).map(({ url }) => url);

describe('join addresses', () => {
  it('puts what phones reach first, IPv4 before IPv6, virtual networks later and this computer last', () => {
    expect(urlsFor('::')).toEqual([
      'http://192.168.1.20:7300',
      'http://10.0.0.7:7300',
      'http://[2001:db8::5]:7300',
      'http://172.17.0.1:7300',
      'http://127.0.0.1:7300',
    ]);
  });

  it('leaves IPv6 out where only IPv4 is listened on', () => {
    expect(urlsFor('0.0.0.0').some((url) => url.includes('['))).toBe(false);
  });

  it('never offers addresses that hold only within one cable', () => {
    expect(urlsFor('::').some((url) => url.includes('169.254') || url.includes('fe80'))).toBe(false);
  });

  it('names the interface, and says what reaches this computer only', () => {
    const addresses = listJoinAddresses({ interfaces, host: '0.0.0.0', port: 7300 });
    expect(addresses[0]).toEqual({ url: 'http://192.168.1.20:7300', label: 'wlan0', loopback: false });
    expect(addresses.at(-1)).toEqual({ url: 'http://127.0.0.1:7300', label: 'This computer only', loopback: true });
  });

  it.each(['127.0.0.1', 'localhost'])('offers only this computer when bound to %s', (host) => {
    expect(urlsFor(host)).toEqual(['http://127.0.0.1:7300']);
  });

  it('offers the one address it is bound to', () => {
    expect(urlsFor('10.0.0.7')).toEqual(['http://10.0.0.7:7300']);
  });

  it('offers this computer where there is no network at all', () => {
    const lo = { lo: interfaces.lo };
    expect(listJoinAddresses({ interfaces: lo, host: '0.0.0.0', port: 80 })).toEqual([
      { url: 'http://127.0.0.1:80', label: 'This computer only', loopback: true },
    ]);
  });
});
