const loopbackHost = /^(localhost|\[?::1\]?|127(\.\d{1,3}){3})$/i;

/** Whether a host name or address is this computer for certain; "127.evil.example" is a name like any other. */
export function isLoopbackHost(host: string): boolean {
  return loopbackHost.test(host);
}

/** The same for a web address. */
export function isLoopback(url: string): boolean {
  return isLoopbackHost(new URL(url).hostname);
}
