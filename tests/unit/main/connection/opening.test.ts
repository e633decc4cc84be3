import { describe, expect, it, vi } from 'vitest';
import { Failure } from '../../../../core/domain/failure.ts';
import { keepOpening } from '../../../../main/connection/opening.ts';
import { createSilentLogger } from '../silent-logger.ts';

interface Part {
  stopped: boolean;
  stop(): Promise<void>;
}

function makeWorld() {
  const attempts: { readonly resolve: (part: Part) => void; readonly reject: (error: Error) => void }[] = [];
  const onChange = vi.fn();
  const logger = createSilentLogger();
  const opening = keepOpening<Part>({
    ...{ part: 'Kafka', onChange, logger, firstPauseMs: 1 },
    open: () => new Promise((resolve, reject) => attempts.push({ resolve, reject })),
  });
  const part: Part = { stopped: false, stop: async () => void (part.stopped = true) };
  const fail = (message: string) => attempts.at(-1)?.reject(new Failure('log-access-denied', message));
  return { attempts, onChange, logger, opening, part, fail };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('opening a part of a cluster', () => {
  it('connects, fails with the sentence of the part, tries again by itself and is up at last', async () => {
    const { attempts, onChange, opening, part, fail } = makeWorld();
    expect(opening.state()).toEqual({ state: 'connecting', message: null });
    fail('Kafka refuses the password.');
    await expect(opening.firstAttempt).rejects.toThrow('Kafka refuses the password.');
    expect(opening.state()).toEqual({ state: 'failed', message: 'Kafka refuses the password.' });
    await expect.poll(() => attempts.length).toBe(2);
    expect(opening.state().state).toBe('failed');
    attempts[1]?.resolve(part);
    expect(await opening.opened).toBe(part);
    expect(opening.state()).toEqual({ state: 'up', message: null });
    expect(onChange).toHaveBeenCalledTimes(2);
  });

  it('logs and tells the same trouble once, another one anew', async () => {
    const { attempts, onChange, logger, fail } = makeWorld();
    fail('one');
    await expect.poll(() => attempts.length).toBe(2);
    fail('one');
    await expect.poll(() => attempts.length).toBe(3);
    fail('other');
    await expect.poll(() => logger.lines.length).toBe(2);
    expect(onChange).toHaveBeenCalledTimes(2);
  });

  it('names the part also where the trouble was not foreseen', async () => {
    const { attempts, opening } = makeWorld();
    attempts[0]?.reject(new TypeError('x is not a function'));
    await expect.poll(() => opening.state().message).toMatch(/^Kafka cannot be used: x is not a function/);
  });

  it('closes what is opened after it was stopped, and rejects who still waits', async () => {
    const { attempts, onChange, opening, part } = makeWorld();
    await opening.stop();
    await expect(opening.opened).rejects.toMatchObject({ code: 'cancelled' });
    attempts[0]?.resolve(part);
    await turn();
    expect(part.stopped).toBe(true);
    expect(onChange).not.toHaveBeenCalled();
  });

  it('does not try again once it is stopped', async () => {
    const { attempts, opening, fail } = makeWorld();
    fail('gone');
    await turn();
    await opening.stop();
    await turn();
    expect(attempts).toHaveLength(1);
  });
});
