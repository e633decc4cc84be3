import { useEffect } from 'react';
import { useStores } from '../../state/use-stores.ts';

/** A poll file that is dropped anywhere onto the window opens. */
export function useDroppedFiles(): void {
  const { openings } = useStores();
  useEffect(() => {
    const fileIn = (event: DragEvent) => [...(event.dataTransfer?.files ?? [])].find(({ name }) => name.toLowerCase().endsWith('.kpoll'));
    const allow = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes('Files') === true) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      const file = fileIn(event);
      if (file === undefined) return;
      event.preventDefault();
      void openings.getState().openFile(file);
    };
    window.addEventListener('dragover', allow);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', allow);
      window.removeEventListener('drop', drop);
    };
  }, [openings]);
}
