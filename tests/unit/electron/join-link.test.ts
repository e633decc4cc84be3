import { describe, expect, it } from 'vitest';
import { joinLinkOf } from '../../../electron/join-link.ts';

const addresses = ['http://192.168.1.20:7300', 'https://vote.example.org/kpoll'];

describe('a link out of the window', () => {
  it.each(['http://192.168.1.20:7300/p/K7Q2', 'http://192.168.1.20:7300/', 'https://vote.example.org/kpoll/p/K7Q2'])(
    'may lead to %s',
    (url) => {
      expect(joinLinkOf(url, addresses)).toBe(url);
    },
  );

  it.each([
    'http://192.168.1.20:7301/p/K7Q2',
    'http://192.168.1.20:7300.example.net/',
    'http://192.168.1.20:7300@example.net/',
    'http://me:secret@192.168.1.20:7300/',
    'https://vote.example.org/other',
    'https://vote.example.org/kpollution',
    'https://example.org/',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'not an address',
    '',
  ])('may not lead to %s', (url) => {
    expect(joinLinkOf(url, addresses)).toBeUndefined();
  });

  it.each(['file:///usr/bin', 'javascript:0', 'smb://example.net/share', 'ms-msdt:/id', ''])(
    'may not lead to %s even if a Kpoll server elsewhere says that people vote there',
    (address) => {
      expect(joinLinkOf(address, [address])).toBeUndefined();
      expect(joinLinkOf(`${address}/x`, [address])).toBeUndefined();
    },
  );
});
