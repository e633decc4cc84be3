import { messageOf } from '../../core/domain/failure.ts';

export interface WebAnswer {
  readonly status: number;
}

export interface WebCheckOptions {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly fetch?: typeof fetch;
  readonly timeoutMs?: number;
}

/** One GET, of whose answer only the beginning is taken in; an error says in plain words why there was no answer. Redirects are not followed with the headers given here. */
export async function getOnce({ url, headers = {}, fetch: fetchFn = fetch, timeoutMs = 3000 }: WebCheckOptions): Promise<WebAnswer> {
  const controller = new AbortController();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    controller.abort();
  }, timeoutMs);
  try {
    const response = await fetchFn(url, { headers, redirect: 'manual', signal: controller.signal });
    await response.body?.cancel();
    return { status: response.status };
  } catch (cause) {
    throw new Error(late ? `no answer within ${timeoutMs / 1000} s` : whyOf(cause), { cause });
  } finally {
    clearTimeout(timer);
  }
}

const causes: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was cut',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of the host cannot be looked up just now',
  EHOSTUNREACH: 'there is no way to this host',
  ENETUNREACH: 'this computer has no network',
  ETIMEDOUT: 'no answer came',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not trusted here',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not trusted here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not trusted here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is not trusted here',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

/** The reason behind a failed connection, for people: drivers hide it one or two causes deep. */
export function whyOf(error: unknown): string {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const known = 'code' in at ? causes[String(at.code)] : undefined;
    if (known !== undefined) return known;
  }
  return error instanceof Error && error.cause instanceof Error ? messageOf(error.cause) : messageOf(error);
}
