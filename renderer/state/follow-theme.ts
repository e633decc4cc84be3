import type { SettingsStore } from './settings-store.ts';

/** Sets `data-theme` to what the settings ask for, or to what the system prefers, now and whenever either changes. */
export function followTheme(settings: SettingsStore, window: Window): () => void {
  const system = window.matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    const { theme } = settings.getState().settings;
    const isDark = theme === 'dark' || (theme === 'system' && system.matches);
    window.document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light';
  };
  apply();
  system.addEventListener('change', apply);
  const unsubscribe = settings.subscribe(apply);
  return () => {
    system.removeEventListener('change', apply);
    unsubscribe();
  };
}
