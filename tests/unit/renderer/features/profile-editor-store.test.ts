import { describe, expect, it } from 'vitest';
import type { ProfileTest } from '../../../../core/contract/bridge.ts';
import { createProfileEditorStore } from '../../../../renderer/features/profiles/profile-editor-store.ts';
import type { ProfileForm } from '../../../../renderer/features/profiles/profile-form.ts';
import { itemOnScreen, profileItems } from '../../../../renderer/features/profiles/profile-items.ts';
import { withSecret } from '../../../../renderer/features/profiles/profile-secrets.ts';
import { createFakeBridge } from '../../../fakes/fake-bridge.ts';
import { startOn } from '../state/start-stores.ts';

const entry = {
  profile: { id: 'office', name: 'Office', kind: 'kpoll-server', url: 'https://kpoll.example.org' },
  secrets: ['serverToken'],
} as const;

async function setUp(secretStore: 'keychain' | 'file' = 'keychain') {
  const bridge = createFakeBridge({ profiles: { entries: [entry], secretStore } });
  const { stores } = await startOn(bridge);
  const store = createProfileEditorStore(stores.profiles, stores.newId);
  const items = () => {
    const { list } = stores.profiles.getState();
    return list === null ? [] : profileItems(list, store.getState().forms);
  };
  const onScreen = (): ProfileForm => {
    const item = itemOnScreen(items(), store.getState().selectedId);
    if (item === undefined) throw new Error('no profile is on screen');
    return item.form;
  };
  const calls = (channel: string) => bridge.asked.filter((asked) => asked.channel === channel);
  return { bridge, stores, store, items, onScreen, calls, editor: store.getState };
}

function withToken(form: ProfileForm): ProfileForm {
  return withSecret(form, 'serverToken', { intent: 'change', value: 'secret' });
}

describe('the editor of profiles', () => {
  it('begins with the profile in use and keeps what was written when another is looked at', async () => {
    const { editor, onScreen, items } = await setUp();
    expect(onScreen().id).toBe('this-computer');
    editor().select('office');
    editor().change({ ...onScreen(), name: 'Head office' });
    editor().select('this-computer');
    expect(items().find(({ form }) => form.id === 'office')).toMatchObject({ hasChanges: true, form: { name: 'Head office' } });
  });

  it('takes a form that was written back as it was for unchanged', async () => {
    const { editor, onScreen, items } = await setUp();
    editor().select('office');
    const form = onScreen();
    editor().change({ ...form, name: 'x' });
    editor().change({ ...form });
    expect(items().every(({ hasChanges }) => !hasChanges)).toBe(true);
  });

  it('does not send what has errors', async () => {
    const { editor, onScreen, calls } = await setUp();
    editor().begin();
    expect(await editor().save(onScreen())).toBe(false);
    expect(await editor().test(onScreen())).toBe(false);
    expect(editor().tried).toContain(onScreen().id);
    expect([...calls('profile:save'), ...calls('profile:test')]).toEqual([]);
  });

  it('saves and shows what is then stored', async () => {
    const { editor, onScreen, items, calls } = await setUp();
    editor().select('office');
    editor().change(withToken({ ...onScreen(), name: 'Head office' }));
    expect(await editor().save(onScreen())).toBe(true);
    expect(calls('profile:save')[0]?.args).toMatchObject({
      profile: { name: 'Head office' },
      secrets: { serverToken: 'secret' },
      allowPlainText: false,
    });
    expect(items().every(({ hasChanges }) => !hasChanges)).toBe(true);
    expect(onScreen().secrets.serverToken).toEqual({ isStored: true, intent: 'keep', value: '' });
  });

  it('asks before it writes secrets where there is no keychain', async () => {
    const { editor, onScreen, calls } = await setUp('file');
    editor().select('office');
    editor().change(withToken(onScreen()));
    expect(await editor().save(onScreen())).toBe(false);
    expect(editor().isConsentMissed).toBe(true);
    expect(calls('profile:save')).toEqual([]);
    editor().agree(true);
    expect(await editor().save(onScreen())).toBe(true);
    expect(calls('profile:save')[0]?.args).toMatchObject({ allowPlainText: true });
  });

  it('says why saving failed and keeps what was written', async () => {
    const { bridge, editor, onScreen, items } = await setUp();
    bridge.fail('profile:save', { code: 'settings-invalid', message: 'The disk is full.' });
    editor().select('office');
    editor().change({ ...onScreen(), name: 'Head office' });
    expect(await editor().save(onScreen())).toBe(false);
    expect(editor()).toMatchObject({ busy: null, notice: { tone: 'failed', text: 'The disk is full.' } });
    expect(items().filter(({ hasChanges }) => hasChanges)).toHaveLength(1);
  });

  it('tests what is written without saving it, and forgets a test that nobody waits for', async () => {
    const { bridge, editor, onScreen, calls } = await setUp();
    editor().select('office');
    editor().change(withToken(onScreen()));
    await editor().test(onScreen());
    expect(editor().tests.get('office')).toMatchObject({ phase: 'done', parts: [{ part: 'server', ok: true }] });
    expect(calls('profile:test')[0]?.args).toMatchObject({ secrets: { serverToken: 'secret' } });
    expect(calls('profile:save')).toEqual([]);
    let finish: (result: ProfileTest) => void = () => undefined;
    bridge.answer('profile:test', () => new Promise((resolve) => (finish = resolve)));
    const testing = editor().test(onScreen());
    editor().forgetTest('office');
    finish({ parts: [] });
    await testing;
    expect(editor().tests.size).toBe(0);
  });

  it('gives back what was discarded', async () => {
    const { editor, onScreen } = await setUp();
    editor().select('office');
    editor().change({ ...onScreen(), name: 'Head office' });
    editor().discard('office');
    expect(onScreen().name).toBe('Office');
    editor().notice?.undo?.();
    expect(onScreen().name).toBe('Head office');
  });

  it('exports, imports and removes', async () => {
    const { editor, items } = await setUp();
    const files: string[] = [];
    await editor().exportTo((text) => files.push(text));
    await editor().importFrom(async () => files[0] ?? '');
    expect(editor().notice?.title).toBe('1 profile imported.');
    expect(items().map(({ form }) => form.name)).toEqual(['This computer', 'Office', 'Office']);
    await editor().remove('office');
    expect(items().map(({ form }) => form.id)).toEqual(['this-computer', 'imported-2']);
  });
});
