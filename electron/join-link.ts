/**
 * The link as the operating system may be given it, or undefined: a web page below an address where participants vote.
 * Addresses may come from another computer, so they are not trusted to be web pages themselves.
 */
export function joinLinkOf(url: string, joinAddresses: readonly string[]): string | undefined {
  const link = webPageOf(url);
  if (link === undefined) return undefined;
  return joinAddresses.some((address) => isBelow(link, webPageOf(address))) ? link.href : undefined;
}

function isBelow(link: URL, address: URL | undefined): boolean {
  if (address === undefined || link.origin !== address.origin) return false;
  const path = address.pathname.replace(/\/$/, '');
  return link.pathname === path || link.pathname.startsWith(`${path}/`);
}

function webPageOf(text: string): URL | undefined {
  const url = parse(text);
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
  return isWeb && url.username === '' && url.password === '' ? url : undefined;
}

function parse(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
