import { describe, expect, it } from 'vitest';
import { readFpmArguments, renderControl } from '../../../../build/package/deb.mjs';

/** As electron-builder calls fpm. */
const args = [
  ...['-s', 'dir', '--force', '-t', 'deb', '-d', 'libgtk-3-0 | libgtk-3-0t64', '-d', 'libnss3', '--deb-recommends', 'desktop-file-utils'],
  ...['--deb-compression', 'xz', '--architecture', 'amd64', '--after-install', '/tmp/in', '--after-remove', '/tmp/out'],
  ...['--description', 'Live polls\n first line\n\n last line', '--version', '1.0.0~beta.1', '--package', '/tmp/kpoll.deb'],
  ...['--name', 'kpoll', '--maintainer', 'A <a@example.org>', '--vendor', 'Kpoll', '--url', 'https://example.org'],
  ...[
    '--category',
    'misc',
    '--deb-priority',
    'optional',
    '--license',
    'Apache-2.0',
    'dist/linux-unpacked/=/opt/Kpoll',
    '/tmp/a=b.xml=/usr/share/a.xml',
  ],
];

describe('the stand-in for fpm', () => {
  it('reads what electron-builder wants', () => {
    const wish = readFpmArguments(args);
    expect(wish).toMatchObject({
      file: '/tmp/kpoll.deb',
      compression: 'xz',
      scripts: { postinst: '/tmp/in', postrm: '/tmp/out' },
      content: [
        { from: 'dist/linux-unpacked/', to: '/opt/Kpoll' },
        { from: '/tmp/a=b.xml', to: '/usr/share/a.xml' },
      ],
    });
    expect(renderControl(wish.fields)).toBe(`Package: kpoll
Version: 1.0.0~beta.1
Architecture: amd64
Maintainer: A <a@example.org>
Section: misc
Priority: optional
Homepage: https://example.org
Depends: libgtk-3-0 | libgtk-3-0t64, libnss3
Recommends: desktop-file-utils
Description: Live polls
 first line
 .
 last line
`);
  });

  it('takes a build number and a faster compression', () => {
    const wish = readFpmArguments([...args, '--iteration', '7', '--deb-compression', 'gz']);
    expect(wish.fields['Version']).toBe('1.0.0~beta.1-7');
    expect(wish.compression).toBe('gzip');
  });

  it('refuses what it cannot do instead of doing something else', () => {
    expect(() => readFpmArguments(args.map((arg) => (arg === 'deb' ? 'rpm' : arg)))).toThrow('Only -s dir -t deb');
    expect(() => readFpmArguments([...args, '--deb-systemd', 'x'])).toThrow('--deb-systemd');
  });
});
