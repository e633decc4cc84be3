import { describe, expect, it } from 'vitest';
import {
  assignPartitions,
  decodeAssignment,
  decodeOwned,
  encodeAssignment,
  encodeSubscription,
} from '../../../../engines/kafka/group-protocol.ts';

const member = (memberId: string, owned: readonly number[] = []) => ({ memberId, owned });
const sharesOf = (members: readonly { memberId: string; owned: readonly number[] }[], count: number) =>
  Object.fromEntries(assignPartitions(members, count));

describe('sharing out partitions', () => {
  it('gives a member alone all of them', () => {
    expect(sharesOf([member('a')], 4)).toEqual({ a: [0, 1, 2, 3] });
  });

  it('gives what has to move to nobody, until its holder has given it up', () => {
    expect(sharesOf([member('a', [0, 1, 2, 3]), member('b')], 4)).toEqual({ a: [0, 1], b: [] });
    expect(sharesOf([member('a', [0, 1]), member('b')], 4)).toEqual({ a: [0, 1], b: [2, 3] });
  });

  it('moves nothing where the shares are even', () => {
    const members = [member('b', [1, 3]), member('a', [0, 2]), member('c', [4])];
    expect(sharesOf(members, 5)).toEqual({ a: [0, 2], b: [1, 3], c: [4] });
  });

  it('gives those of a member that is gone to the others', () => {
    expect(sharesOf([member('a', [0, 1]), member('b', [2])], 6)).toEqual({ a: [0, 1, 3], b: [2, 4, 5] });
  });

  it('believes one of two members that hold the same partition', () => {
    expect(sharesOf([member('a', [0, 1]), member('b', [1, 2])], 4)).toEqual({ a: [0, 1], b: [2, 3] });
  });

  it('leaves members without any where there are more members than partitions', () => {
    expect(sharesOf([member('a'), member('b'), member('c')], 2)).toEqual({ a: [0], b: [1], c: [] });
  });

  it('says in the messages what was meant', () => {
    expect(decodeOwned(encodeSubscription('kpoll.votes', [3, 5]))).toEqual([3, 5]);
    expect(decodeAssignment(encodeAssignment('kpoll.votes', [0, 7]))).toEqual([0, 7]);
    expect(decodeAssignment(Buffer.alloc(0))).toEqual([]);
  });
});
