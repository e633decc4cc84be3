import { afterEach, describe, expect, it, vi } from 'vitest';

const electron = vi.hoisted((): { safeStorage: unknown } => ({ safeStorage: undefined }));
vi.mock('electron', () => ({
  get safeStorage() {
    return electron.safeStorage;
  },
}));
const { findSecretBox } = await import('../../../electron/secret-box.ts');

function keychain({ available = true, backend = 'gnome_libsecret' } = {}) {
  return {
    isAsyncEncryptionAvailable: async () => available,
    getSelectedStorageBackend: () => backend,
    encryptStringAsync: async (text: string) => Buffer.from(`sealed ${text}`),
    decryptStringAsync: async (sealed: Buffer) => ({ result: sealed.toString().replace('sealed ', ''), shouldReEncrypt: false }),
  };
}

describe('the box for secrets of the installed app', () => {
  const { platform } = process;
  const on = (value: string) => Object.defineProperty(process, 'platform', { value });
  afterEach(() => on(platform));

  it('uses the keychain of the operating system', async () => {
    on('linux');
    electron.safeStorage = keychain();
    const box = await findSecretBox();
    expect(box.kind).toBe('keychain');
    const sealed = await box.encrypt('päss');
    expect(Buffer.from(sealed, 'base64').toString()).toBe('sealed päss');
    expect(await box.decrypt(sealed)).toBe('päss');
  });

  it.each([
    ['an Electron that knows no keychain', undefined],
    ['no keychain at hand', keychain({ available: false })],
    ['Linux with a password that everybody knows', keychain({ backend: 'basic_text' })],
    ['Linux that does not say', keychain({ backend: 'unknown' })],
  ])('takes %s for no keychain', async (_what, safeStorage) => {
    on('linux');
    electron.safeStorage = safeStorage;
    expect((await findSecretBox()).kind).toBe('file');
  });

  it('asks only Linux which keychain it is', async () => {
    on('darwin');
    electron.safeStorage = { ...keychain(), getSelectedStorageBackend: undefined };
    expect((await findSecretBox()).kind).toBe('keychain');
  });
});
