import { describe, expect, it } from 'vitest';
import { updateFailure } from '../../../../main/updates/update-failure.ts';

const withCode = (code: string, message = 'x') => Object.assign(new Error(message), { code });

describe('what the updater throws', () => {
  it.each([
    [new Error('net::ERR_INTERNET_DISCONNECTED'), 'cannot be reached'],
    [withCode('ECONNREFUSED'), 'cannot be reached'],
    [withCode('HTTP_ERROR_503'), 'cannot be reached'],
    [withCode('ERR_UPDATER_CHANNEL_FILE_NOT_FOUND'), 'has no version for this computer'],
    [withCode('HTTP_ERROR_404'), 'has no version for this computer'],
    [withCode('ERR_CHECKSUM_MISMATCH'), 'not what was published'],
    [withCode('ERR_UPDATER_INVALID_SIGNATURE'), 'not what was published'],
    [new Error('Could not get code signature for running application'), 'macOS replaces only signed programs'],
    [withCode('ENOSPC'), 'not enough room'],
    [withCode('EACCES'), 'Install the newer version by hand'],
    ['what', 'the log has the details'],
  ])('%s is a sentence that also speaks of votes', (error, words) => {
    const { code, message, cause } = updateFailure(error);
    expect({ code, cause }).toEqual({ code: 'update-failed', cause: error });
    expect(message).toContain(words);
    expect(message).toMatch(/ and so does voting\.$/);
  });
});
