import { escapeHtml } from './html.ts';

interface Frame {
  readonly title: string;
  /** The content of `<main>`. */
  readonly body: string;
  /** Attributes of `<main>`, escaped already, with a leading space. */
  readonly attributes?: string;
  /** Whether the page goes on by itself where script is allowed. */
  readonly script?: boolean;
  readonly footer?: string;
}

const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='4' fill='%234453c9'/%3E%3Cpath d='M4 12V8m4 4V4m4 8V6' stroke='%23fff' stroke-width='2' stroke-linecap='round'/%3E%3C/svg%3E";

/** What all pages for participants share. Nothing in it needs script; zooming is left to the person. */
export function renderFrame({ title, body, attributes = '', script = false, footer = '' }: Frame): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" content="#f3f4f6" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#0f1114" media="(prefers-color-scheme: dark)">
<meta name="format-detection" content="telephone=no">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="${icon}">
<link rel="stylesheet" href="/assets/page.css">
${script ? '<script src="/assets/page.js" defer></script>\n' : ''}</head>
<body>
<main${attributes}>
${body}
</main>
<footer>${footer === '' ? '' : `<p>${escapeHtml(footer)}</p>`}<p class="brand">Kpoll</p></footer>
</body>
</html>
`;
}
