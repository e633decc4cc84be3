import { describe, expect, it } from 'vitest';
import { endChild } from '../../../../main/connection/end-child.ts';

function makeChild({ obeys }: { readonly obeys: boolean }) {
  const asked: string[] = [];
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return {
    ...{ asked, ended },
    terminate() {
      asked.push('terminate');
      if (obeys) end();
    },
    kill() {
      asked.push('kill');
      end();
    },
  };
}

describe('ending a child process', () => {
  it('asks, and does no more where it obeys', async () => {
    const child = makeChild({ obeys: true });
    await endChild({ ...child, graceMs: 1 });
    expect(child.asked).toEqual(['terminate']);
  });

  it('kills one that hangs', async () => {
    const child = makeChild({ obeys: false });
    await endChild({ ...child, graceMs: 1 });
    expect(child.asked).toEqual(['terminate', 'kill']);
  });
});
