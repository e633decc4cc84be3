import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * `--mode chrome83` builds for the oldest Chrome that the window is tried in; it then also needs the shim for
 * functions which that browser lacks. The product itself is built without either.
 */
export default defineConfig(({ mode }) => {
  const isOld = mode === 'chrome83';
  return {
    root: at('.'),
    base: './',
    plugins: [
      react(),
      isOld && {
        name: 'kpoll-old-chrome-shim',
        enforce: 'pre' as const,
        transform: (code: string, id: string) =>
          id === at('./main.tsx') ? `import '${at('../tests/e2e/old-chrome-shim.ts')}';\n${code}` : undefined,
      },
    ],
    // The document never scrolls, so Radix needs no scroll lock; the package's would write style tags that our CSP forbids.
    resolve: { alias: { 'react-remove-scroll': at('./ui/no-scroll-lock.tsx') } },
    build: {
      outDir: at('../out/renderer'),
      emptyOutDir: true,
      sourcemap: true,
      // Read from this computer's disk, so one file starts faster than several.
      chunkSizeWarningLimit: 1000,
      modulePreload: { polyfill: false },
      ...(isOld ? { target: 'chrome83', cssTarget: 'chrome83' } : {}),
    },
  };
});
