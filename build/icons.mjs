// Makes every size of the icons from the drawings in build/icons.
//   node build/icons.mjs     draws the tray's icons again; they are kept in the project, as every start needs them
// The icons of packages are made when a package is.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Resvg } from '@resvg/resvg-js';
import png2icons from 'png2icons';
import { root } from './root.mjs';

export const trayFolder = join(root, 'electron/assets');
/** In the colours of the product, and in black for the menu bar of macOS, which colours them itself. */
export const trayNames = ['tray', 'tray-open', 'trayTemplate', 'tray-openTemplate'];
const trayScales = [
  { suffix: '', pixels: 16 },
  { suffix: '@2x', pixels: 32 },
];

export const iconSizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];

/** Programs on macOS leave this much of their tile free on each side, in units of the drawing's 1024. */
const macMargin = 124;

/** @param {string} name */
function readDrawing(name) {
  return readFileSync(join(root, 'build/icons', `${name}.svg`), 'utf8');
}

/** A PNG of `pixels` by `pixels`. @param {string} svg @param {number} pixels */
export function draw(svg, pixels) {
  return new Resvg(svg, { fitTo: { mode: 'width', value: pixels } }).render().asPng();
}

/** @param {string} svg a drawing of 1024 by 1024 */
function withMargin(svg) {
  const side = 1024 + 2 * macMargin;
  return svg.replace('viewBox="0 0 1024 1024"', `viewBox="${-macMargin} ${-macMargin} ${side} ${side}"`);
}

/** The tray's icons by the name of their file. @returns {ReadonlyMap<string, Buffer>} */
export function drawTray() {
  return new Map(
    trayNames.flatMap((name) =>
      trayScales.map(({ suffix, pixels }) => /** @type {const} */ ([`${name}${suffix}.png`, draw(readDrawing(name), pixels)])),
    ),
  );
}

/**
 * Every icon of the packages by its place below the folder of icons: the program's, and, named `kpoll`, that of poll files.
 * @returns {ReadonlyMap<string, Buffer>}
 */
export function drawPackageIcons() {
  const app = readDrawing('app');
  const document = readDrawing('document');
  /** @type {[string, Buffer][]} */
  const files = iconSizes.map((pixels) => [`png/${pixels}x${pixels}.png`, draw(app, pixels)]);
  for (const pixels of iconSizes) files.push([`document/${pixels}x${pixels}.png`, draw(document, pixels)]);
  files.push(['icon.icns', packed('icns', draw(withMargin(app), 1024))], ['icon.ico', packed('ico', draw(app, 1024))]);
  files.push(['kpoll.icns', packed('icns', draw(document, 1024))], ['kpoll.ico', packed('ico', draw(document, 1024))]);
  return new Map(files);
}

/** Several sizes in one file. @param {'icns' | 'ico'} format @param {Buffer} png */
function packed(format, png) {
  png2icons.clearCache();
  const made =
    format === 'icns' ? png2icons.createICNS(png, png2icons.BICUBIC2, 0) : png2icons.createICO(png, png2icons.BICUBIC2, 0, false, true);
  if (made === null) throw new Error(`The ${format} icon could not be made: png2icons refused the drawing.`);
  return made;
}

/** @param {string} folder @param {ReadonlyMap<string, Buffer>} files */
export function writeIcons(folder, files) {
  for (const [place, bytes] of files) {
    mkdirSync(join(folder, place, '..'), { recursive: true });
    writeFileSync(join(folder, place), bytes);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeIcons(trayFolder, drawTray());
  console.log(`${trayNames.length * trayScales.length} icons for the tray are in electron/assets.`);
}
