/** What an answer says, up to so many bytes; rejects, and hangs up, where it says more: whoever does so is none of ours. */
export async function textWithin(maxBytes: number, { body }: Pick<Response, 'body'>): Promise<string> {
  if (body === null) return '';
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body as unknown as AsyncIterable<Uint8Array>) {
    size += part.length;
    if (size > maxBytes) throw new Error('its answer is far too long for a Kpoll server');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
