/**
 * Electron's switches in the program itself, which no one who starts it can turn back. The server runs in a utility process,
 * which needs none of what is off here.
 * @param {'linux' | 'darwin' | 'win32'} platform @param {boolean} signed whether a certificate signs the program afterwards
 * @returns {NonNullable<import('electron-builder').Configuration['electronFuses']>}
 */
export function fusesFor(platform, signed) {
  return {
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    onlyLoadAppFromAsar: true,
    enableCookieEncryption: true,
    grantFileProtocolExtraPrivileges: false,
    // Electron has no such check on Linux, where packages belong to root.
    enableEmbeddedAsarIntegrityValidation: platform !== 'linux',
    // A Mac runs nothing whose signature is broken, and turning fuses breaks the one that Electron comes with.
    resetAdHocDarwinSignature: platform === 'darwin' && !signed,
  };
}

/** The first version that has all of the above, and runs the product as it is. */
const oldestForProduct = 30;

/** Whether this is the old Electron of the tests: it has no fuses, and takes bundles of its own. @param {string} version */
export function isTestElectron(version) {
  return Number.parseInt(version, 10) < oldestForProduct;
}
