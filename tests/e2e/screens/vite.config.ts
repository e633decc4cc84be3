import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Serves the moderator's interface on a scripted bridge, to look at its screens: never a part of the product. */
export default defineConfig({
  root: at('.'),
  plugins: [react()],
  resolve: { alias: { 'react-remove-scroll': at('../../../renderer/ui/no-scroll-lock.tsx') } },
  server: { fs: { allow: [at('../../..')] } },
});
