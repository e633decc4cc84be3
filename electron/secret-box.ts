import { safeStorage } from 'electron';
import type { SecretBox } from '../main/profiles/secret-box.ts';
import { openBox } from '../main/profiles/secret-box.ts';

/** The operating system's keychain, or none: old Electron knows none, and Linux may have none running. Must run after the app is ready. */
export async function findSecretBox(): Promise<SecretBox> {
  if (!(await hasKeychain())) return openBox;
  return {
    kind: 'keychain',
    encrypt: async (text) => (await safeStorage.encryptStringAsync(text)).toString('base64'),
    decrypt: async (sealed) => (await safeStorage.decryptStringAsync(Buffer.from(sealed, 'base64'))).result,
  };
}

/** Without a keychain Linux would "encrypt" with a password that everybody knows. */
async function hasKeychain(): Promise<boolean> {
  if (typeof safeStorage?.isAsyncEncryptionAvailable !== 'function') return false;
  if (process.platform === 'linux' && ['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend())) return false;
  return safeStorage.isAsyncEncryptionAvailable();
}
