import { escapeHtml } from './html.ts';

/** Asks for the code of a poll. */
export function renderJoinPage({ error = '', typed = '' }: { error?: string; typed?: string }): string {
  return `<!doctype html><title>Join a poll</title><p>${escapeHtml(error)}<form action="/join"><input name="code" value="${escapeHtml(typed)}"><button>Join</button></form>`;
}
