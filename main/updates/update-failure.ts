import { Failure, messageOf } from '../../core/domain/failure.ts';

const goesOn = 'This Kpoll goes on as it is, and so does voting.';

/** Each kind of trouble by what tells it, and what it is called for people. */
const kinds: readonly (readonly [RegExp, string])[] = [
  [
    /could not get code signature/i,
    'macOS replaces only signed programs, and this Kpoll is not signed. Install the newer version by hand.',
  ],
  [
    /CHECKSUM_MISMATCH|checksum mismatch|INVALID_SIGNATURE|not signed|code signature/i,
    'What was downloaded is not what was published, so it was thrown away and nothing is installed.',
  ],
  [/ENOSPC|EDQUOT/, 'There is not enough room on the disk for the newer version. Make room, then check again.'],
  [/EACCES|EPERM|EROFS/, 'Kpoll may not write where it is installed or keeps what it downloads. Install the newer version by hand.'],
  [
    /CHANNEL_FILE_NOT_FOUND|LATEST_VERSION_NOT_FOUND|NO_PUBLISHED_VERSIONS|INVALID_RELEASE_FEED|INVALID_UPDATE_INFO|HTTP_ERROR_4/,
    'The update server has no version for this computer, or does not say so in a way that can be read. Try again another day.',
  ],
  [
    /net::|ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|timed? ?out|CERT_|HTTP_ERROR_5/i,
    'The update server cannot be reached. Try again when this computer is online.',
  ],
];

/** What the updater throws is written for programmers: code, address and stack in one. The log has it. */
export function updateFailure(error: unknown): Failure {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  const told = `${code} ${messageOf(error)}`;
  const [, sentence] = kinds.find(([pattern]) => pattern.test(told)) ?? [];
  const what = sentence ?? 'The update did not work; the log has the details.';
  return new Failure('update-failed', `${what} ${goesOn}`, { cause: error });
}
