import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { describe, expect, it } from 'vitest';
import { draw, drawPackageIcons, drawTray, iconSizes, trayFolder, writeIcons } from '../../../build/icons.mjs';
import { makeFolder } from '../../integration/ingest-process.ts';

/** Width and height as the header of a PNG tells them. */
const sizeOf = (png: Buffer) => ({ width: png.readUInt32BE(16), height: png.readUInt32BE(20) });

/** Its pixels, red, green, blue, alpha. */
const pixelsOf = (png: Buffer) => {
  const { width, height } = sizeOf(png);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}"><image width="${width}" height="${height}" xlink:href="data:image/png;base64,${png.toString('base64')}"/></svg>`;
  return new Resvg(svg).render().pixels;
};

/** Processors may round the last bit of a blended pixel differently. */
const furthestApart = (a: Buffer, b: Buffer) => a.reduce((most, value, index) => Math.max(most, Math.abs(value - (b[index] ?? 0))), 0);

describe('the icons of the tray', () => {
  const drawn = drawTray();

  it('are all there, in the colours of the product and for the menu bar of macOS', () => {
    const names = ['tray', 'tray-open', 'trayTemplate', 'tray-openTemplate'].flatMap((name) => [`${name}.png`, `${name}@2x.png`]);
    expect([...drawn.keys()].sort()).toEqual(names.sort());
    expect(readdirSync(trayFolder).sort()).toEqual(names);
  });

  it.each([...drawn])('%s is what its drawing says today: if not, run "node build/icons.mjs"', (name, png) => {
    const kept = readFileSync(join(trayFolder, name));
    expect(sizeOf(kept)).toEqual(name.includes('@2x') ? { width: 32, height: 32 } : { width: 16, height: 16 });
    expect(furthestApart(pixelsOf(kept), pixelsOf(png))).toBeLessThanOrEqual(2);
  });

  it('tell an open poll apart, in the menu bar too', () => {
    for (const [closed, open] of [
      ['tray.png', 'tray-open.png'],
      ['trayTemplate.png', 'tray-openTemplate.png'],
    ] as const)
      expect(furthestApart(pixelsOf(drawn.get(closed) ?? Buffer.alloc(0)), pixelsOf(drawn.get(open) ?? Buffer.alloc(0)))).toBeGreaterThan(
        100,
      );
  });

  it('for the menu bar of macOS are black alone', () => {
    for (const name of ['trayTemplate.png', 'tray-openTemplate@2x.png']) {
      const pixels = pixelsOf(drawn.get(name) ?? Buffer.alloc(0));
      expect(pixels.filter((value, index) => index % 4 !== 3 && value !== 0)).toHaveLength(0);
      expect(pixels.some((value, index) => index % 4 === 3 && value === 255)).toBe(true);
    }
  });
});

describe('the icons of packages', () => {
  const icons = drawPackageIcons();

  it('come in every size, for the program and for its documents', () => {
    expect(iconSizes).toEqual([16, 24, 32, 48, 64, 128, 256, 512, 1024]);
    for (const folder of ['png', 'document'])
      for (const pixels of iconSizes) {
        const png = icons.get(`${folder}/${pixels}x${pixels}.png`) ?? Buffer.alloc(0);
        expect(sizeOf(png)).toEqual({ width: pixels, height: pixels });
      }
  });

  it('are packed for Windows and macOS with the largest size that each asks for', () => {
    for (const name of ['icon', 'kpoll']) {
      const ico = icons.get(`${name}.ico`) ?? Buffer.alloc(0);
      expect([ico.readUInt16LE(0), ico.readUInt16LE(2)]).toEqual([0, 1]);
      // 256 is written as 0.
      const widths = Array.from({ length: ico.readUInt16LE(4) }, (_, index) => ico.readUInt8(6 + 16 * index) || 256);
      expect(widths).toEqual(expect.arrayContaining([16, 32, 48, 256]));
      const icns = icons.get(`${name}.icns`) ?? Buffer.alloc(0);
      expect([icns.toString('latin1', 0, 4), icns.readUInt32BE(4)]).toEqual(['icns', icns.length]);
      // ic10: 1024 by 1024.
      expect(icns.includes('ic10')).toBe(true);
    }
  });

  it('are written where packagers look for them', () => {
    const { folder, remove } = makeFolder();
    try {
      writeIcons(folder, new Map([['png/16x16.png', draw('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>', 16)]]));
      expect(sizeOf(readFileSync(join(folder, 'png/16x16.png')))).toEqual({ width: 16, height: 16 });
    } finally {
      remove();
    }
  });
});
