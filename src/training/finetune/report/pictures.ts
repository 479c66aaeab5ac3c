import { lineChart, matrixChart } from './charts';
import { firstMeasure } from '../evaluation/measures';
import type { FinetuneReport } from './report';

const UNIT = [0, 1] as const;

/** The pictures of a report, SVG documents by the names of their files. */
export function reportPictures(report: FinetuneReport): Map<string, string> {
  const { task, confusion, roc, precisionRecall, calibration, learningCurve, curves } = report;
  const pictures = new Map<string, string>();
  if (confusion && 'classes' in task) pictures.set('confusion.svg', matrixChart('Confusion', task.classes, confusion));
  const diagonal = { name: '', x: UNIT, y: UNIT, dashed: true };
  if (roc.length > 0)
    pictures.set(
      'roc.svg',
      lineChart({ title: 'ROC', x: 'false positives', y: 'true positives', xRange: UNIT, yRange: UNIT }, [
        ...roc,
        diagonal,
      ]),
    );
  if (precisionRecall.length > 0)
    pictures.set(
      'precision-recall.svg',
      lineChart(
        { title: 'Purity and completeness', x: 'completeness', y: 'purity', xRange: UNIT, yRange: UNIT },
        precisionRecall,
      ),
    );
  if (calibration)
    pictures.set(
      'calibration.svg',
      lineChart({ title: 'Calibration', x: 'probability', y: 'fraction correct', xRange: UNIT, yRange: UNIT }, [
        {
          name: 'scaled',
          x: calibration.bins.map(({ probability }) => probability),
          y: calibration.bins.map(({ share }) => share),
        },
        diagonal,
      ]),
    );
  if (learningCurve.length > 1)
    pictures.set(
      'learning-curve.svg',
      lineChart({ title: 'Learning curve', x: 'training labels', y: firstMeasure(task) }, [
        {
          name: '',
          x: learningCurve.map(({ labels }) => labels),
          y: learningCurve.map(({ score }) => score.mean),
          band: {
            x: learningCurve.map(({ labels }) => labels),
            low: learningCurve.map(({ score }) => score.low),
            high: learningCurve.map(({ score }) => score.high),
          },
        },
      ]),
    );
  for (const [i, { name, points }] of curves.entries()) {
    const x = points.map(({ epoch }) => epoch);
    pictures.set(
      `training-${i + 1}.svg`,
      lineChart({ title: `Training, ${name}`, x: 'epoch', y: 'loss' }, [
        { name: 'training', x, y: points.map(({ trainingLoss }) => trainingLoss) },
        { name: 'validation', x, y: points.map(({ validationLoss }) => validationLoss) },
      ]),
    );
  }
  return pictures;
}
