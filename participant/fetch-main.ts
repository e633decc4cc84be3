const timeoutMs = 8_000;

/** The part of this page that changes, as the server renders it now; undefined where there was no answer. */
export async function fetchMain(): Promise<HTMLElement | undefined> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeoutMs);
  try {
    const response = await fetch(location.pathname, { headers: { accept: 'text/html' }, cache: 'no-store', signal: abort.signal });
    if (response.status >= 500 || response.status === 429) return undefined;
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const main = page.querySelector('main');
    if (main === null) return undefined;
    document.title = page.title;
    return document.importNode(main, true);
  } catch {
    return undefined; // No network: the caller tries again.
  } finally {
    clearTimeout(timer);
  }
}
