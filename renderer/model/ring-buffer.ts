/** Keeps the newest `capacity` items, oldest first; never grows beyond. */
export interface RingBuffer<T> {
  push(item: T): void;
  items(): readonly T[];
}

export function createRingBuffer<T>(capacity: number): RingBuffer<T> {
  const slots: T[] = [];
  let oldest = 0;
  return {
    push(item) {
      if (slots.length < capacity) {
        slots.push(item);
        return;
      }
      slots[oldest] = item;
      oldest = (oldest + 1) % capacity;
    },
    items: () => [...slots.slice(oldest), ...slots.slice(0, oldest)],
  };
}
