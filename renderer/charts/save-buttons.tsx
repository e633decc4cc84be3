import { Button } from '../ui/button.tsx';
import { saveBlob } from '../ui/save-file.ts';

interface SaveButtonsProps {
  readonly pictureName: string;
  readonly tableName: string;
  readonly picture: () => Promise<Blob | null>;
  readonly table: () => string;
}

/** Every chart can be taken along: as a picture and as its numbers. */
export function SaveButtons({ pictureName, tableName, picture, table }: SaveButtonsProps) {
  const savePicture = async () => {
    const blob = await picture();
    if (blob !== null) saveBlob(blob, pictureName);
  };
  const saveTable = () => saveBlob(new Blob([table()], { type: 'text/csv;charset=utf-8' }), tableName);
  return (
    <span className="chart-save">
      <Button look="quiet" aria-label="Save chart as PNG" onClick={() => void savePicture()}>
        PNG
      </Button>
      <Button look="quiet" aria-label="Save chart data as CSV" onClick={saveTable}>
        CSV
      </Button>
    </span>
  );
}
