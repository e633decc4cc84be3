import { escapeHtml } from './html.ts';
import { renderFrame } from './page-frame.ts';

/** One sentence and a way on, where there is nothing to vote on. */
export function renderMessagePage({ title, text }: { readonly title: string; readonly text: string }): string {
  return renderFrame({
    title,
    attributes: ' class="narrow"',
    body: `<h1>${escapeHtml(title)}</h1>
<p class="lead">${escapeHtml(text)}</p>
<p><a class="button primary" href="/">Enter a code</a></p>`,
  });
}
