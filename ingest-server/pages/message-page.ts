import { escapeHtml } from './html.ts';

export function renderMessagePage({ title, text }: { title: string; text: string }): string {
  return `<!doctype html><title>${escapeHtml(title)}</title><h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}`;
}
