import { describe, expect, it } from 'vitest';
import { homepageOf, signingOf, updateSourceOf } from '../../../../build/package/surroundings.mjs';

describe('where updates come from', () => {
  it('is GitHub, or any address over TLS, as the environment says', () => {
    const github = { provider: 'github', owner: 'someone', repo: 'kpoll' };
    expect(updateSourceOf({ KPOLL_UPDATE_OWNER: 'someone', KPOLL_UPDATE_REPO: 'kpoll' }, undefined)).toEqual(github);
    expect(updateSourceOf({ KPOLL_UPDATE_URL: 'https://example.org/kpoll' }, 'https://github.com/a/b')).toEqual({
      provider: 'generic',
      url: 'https://example.org/kpoll',
    });
  });

  it.each(['https://github.com/someone/kpoll', 'git+https://github.com/someone/kpoll.git', 'git@github.com:someone/kpoll.git'])(
    'is the repository in package.json otherwise: %s',
    (repository) => {
      expect(updateSourceOf({}, repository)).toEqual({ provider: 'github', owner: 'someone', repo: 'kpoll' });
    },
  );

  it('is nowhere where nothing says so', () => {
    expect(updateSourceOf({}, undefined)).toBeNull();
    expect(updateSourceOf({ KPOLL_UPDATE_URL: '', KPOLL_UPDATE_OWNER: '' }, 'https://example.org/kpoll')).toBeNull();
    expect(homepageOf(null)).toBe('https://kpoll.example');
  });

  it('refuses half a wish, and addresses that anybody on the way could answer for', () => {
    expect(() => updateSourceOf({ KPOLL_UPDATE_OWNER: 'someone' }, undefined)).toThrow('go together');
    for (const url of ['http://example.org', 'example.org', 'file:///tmp'])
      expect(() => updateSourceOf({ KPOLL_UPDATE_URL: url }, undefined)).toThrow('https://');
  });
});

describe('signing', () => {
  const apple = { APPLE_ID: 'a', APPLE_APP_SPECIFIC_PASSWORD: 'b', APPLE_TEAM_ID: 'c' };

  it.each([
    ['darwin', {}, false, false, 'NOT signed: CSC_LINK'],
    ['darwin', apple, false, false, 'NOT signed'],
    ['darwin', { CSC_LINK: 'x' }, true, false, 'NOT notarised'],
    ['darwin', { CSC_LINK: 'x', ...apple, APPLE_TEAM_ID: '' }, true, false, 'NOT notarised'],
    ['darwin', { CSC_LINK: 'x', ...apple }, true, true, 'signed and notarised'],
    ['win32', {}, false, false, 'NOT signed: WIN_CSC_LINK'],
    ['win32', { WIN_CSC_LINK: 'x' }, true, false, 'signed'],
    ['linux', { CSC_LINK: 'x' }, false, false, 'publish their checksums'],
  ] as const)('on %s with %o', (platform, env, signed, notarised, says) => {
    expect(signingOf(platform, env)).toEqual({ signed, notarised, says: expect.stringContaining(says) as string });
  });

  it('never says a secret', () => {
    const env = { CSC_LINK: 'hidden-1', CSC_KEY_PASSWORD: 'hidden-2', APPLE_ID: 'hidden-3' };
    expect(signingOf('darwin', env).says).not.toContain('hidden');
  });
});
