/**
 * The tasks that come with this package, in Harbor's folder form. The text of each file is imported, so that nothing is read
 * when the environment runs.
 *
 * @module
 */
import countErrorsEnvironmentAppLog from "./count-errors/environment/app.txt" with { type: "text" };
import countErrorsInstructionMd from "./count-errors/instruction.md" with { type: "text" };
import countErrorsSolutionSolveSh from "./count-errors/solution/solve.sh" with { type: "text" };
import countErrorsTaskToml from "./count-errors/task.toml" with { type: "text" };
import countErrorsTestsTestSh from "./count-errors/tests/test.sh" with { type: "text" };
import topWordsEnvironmentStoryTxt from "./top-words/environment/story.txt" with { type: "text" };
import topWordsInstructionMd from "./top-words/instruction.md" with { type: "text" };
import topWordsSolutionSolveSh from "./top-words/solution/solve.sh" with { type: "text" };
import topWordsTaskToml from "./top-words/task.toml" with { type: "text" };
import topWordsTestsTestSh from "./top-words/tests/test.sh" with { type: "text" };
import csvTotalsEnvironmentSalesCsv from "./csv-totals/environment/sales.csv" with { type: "text" };
import csvTotalsInstructionMd from "./csv-totals/instruction.md" with { type: "text" };
import csvTotalsSolutionSolveSh from "./csv-totals/solution/solve.sh" with { type: "text" };
import csvTotalsTaskToml from "./csv-totals/task.toml" with { type: "text" };
import csvTotalsTestsTestSh from "./csv-totals/tests/test.sh" with { type: "text" };
import renamePhotosEnvironmentPhotosBeachJpeg from "./rename-photos/environment/photos/beach.jpeg" with {
  type: "text",
};
import renamePhotosEnvironmentPhotosCatJpg from "./rename-photos/environment/photos/cat.jpg" with { type: "text" };
import renamePhotosEnvironmentPhotosCityNightJpeg from "./rename-photos/environment/photos/city.night.jpeg" with {
  type: "text",
};
import renamePhotosEnvironmentPhotosNotesTxt from "./rename-photos/environment/photos/notes.txt" with { type: "text" };
import renamePhotosEnvironmentPhotosOldJpegTxt from "./rename-photos/environment/photos/old.jpeg.txt" with {
  type: "text",
};
import renamePhotosInstructionMd from "./rename-photos/instruction.md" with { type: "text" };
import renamePhotosSolutionSolveSh from "./rename-photos/solution/solve.sh" with { type: "text" };
import renamePhotosTaskToml from "./rename-photos/task.toml" with { type: "text" };
import renamePhotosTestsTestSh from "./rename-photos/tests/test.sh" with { type: "text" };
import activeEmailsEnvironmentUsersJson from "./active-emails/environment/users.json" with { type: "text" };
import activeEmailsInstructionMd from "./active-emails/instruction.md" with { type: "text" };
import activeEmailsSolutionSolveSh from "./active-emails/solution/solve.sh" with { type: "text" };
import activeEmailsTaskToml from "./active-emails/task.toml" with { type: "text" };
import activeEmailsTestsTestSh from "./active-emails/tests/test.sh" with { type: "text" };
import fixScriptEnvironmentExampleAOneTxt from "./fix-script/environment/example/a/one.txt" with { type: "text" };
import fixScriptEnvironmentExampleATwoTxt from "./fix-script/environment/example/a/two.txt" with { type: "text" };
import fixScriptEnvironmentExampleCDeepThreeTxt from "./fix-script/environment/example/c/deep/three.txt" with {
  type: "text",
};
import fixScriptEnvironmentSizesSh from "./fix-script/environment/sizes.sh" with { type: "text" };
import fixScriptInstructionMd from "./fix-script/instruction.md" with { type: "text" };
import fixScriptSolutionSolveSh from "./fix-script/solution/solve.sh" with { type: "text" };
import fixScriptTaskToml from "./fix-script/task.toml" with { type: "text" };
import fixScriptTestsTestSh from "./fix-script/tests/test.sh" with { type: "text" };
import uniqueLinesEnvironmentListTxt from "./unique-lines/environment/list.txt" with { type: "text" };
import uniqueLinesInstructionMd from "./unique-lines/instruction.md" with { type: "text" };
import uniqueLinesSolutionSolveSh from "./unique-lines/solution/solve.sh" with { type: "text" };
import uniqueLinesTaskToml from "./unique-lines/task.toml" with { type: "text" };
import uniqueLinesTestsTestSh from "./unique-lines/tests/test.sh" with { type: "text" };
import archiveDaysEnvironmentLogs20251231Log from "./archive-days/environment/days/2025-12-31.txt" with {
  type: "text",
};
import archiveDaysEnvironmentLogs20260105Log from "./archive-days/environment/days/2026-01-05.txt" with {
  type: "text",
};
import archiveDaysEnvironmentLogs20260217Log from "./archive-days/environment/days/2026-02-17.txt" with {
  type: "text",
};
import archiveDaysEnvironmentLogs20260228Log from "./archive-days/environment/days/2026-02-28.txt" with {
  type: "text",
};
import archiveDaysEnvironmentLogs20260301Log from "./archive-days/environment/days/2026-03-01.txt" with {
  type: "text",
};
import archiveDaysEnvironmentLogs20260402Log from "./archive-days/environment/days/2026-04-02.txt" with {
  type: "text",
};
import archiveDaysInstructionMd from "./archive-days/instruction.md" with { type: "text" };
import archiveDaysSolutionSolveSh from "./archive-days/solution/solve.sh" with { type: "text" };
import archiveDaysTaskToml from "./archive-days/task.toml" with { type: "text" };
import archiveDaysTestsTestSh from "./archive-days/tests/test.sh" with { type: "text" };
import moveHostEnvironmentEtcBackupWebConf from "./move-host/environment/etc/backup/web.conf" with { type: "text" };
import moveHostEnvironmentEtcMailMailConf from "./move-host/environment/etc/mail/mail.conf" with { type: "text" };
import moveHostEnvironmentEtcReadmeTxt from "./move-host/environment/etc/readme.txt" with { type: "text" };
import moveHostEnvironmentEtcWebConf from "./move-host/environment/etc/web.conf" with { type: "text" };
import moveHostInstructionMd from "./move-host/instruction.md" with { type: "text" };
import moveHostSolutionSolveSh from "./move-host/solution/solve.sh" with { type: "text" };
import moveHostTaskToml from "./move-host/task.toml" with { type: "text" };
import moveHostTestsTestSh from "./move-host/tests/test.sh" with { type: "text" };
import joinOrdersEnvironmentCustomersCsv from "./join-orders/environment/customers.csv" with { type: "text" };
import joinOrdersEnvironmentOrdersCsv from "./join-orders/environment/orders.csv" with { type: "text" };
import joinOrdersInstructionMd from "./join-orders/instruction.md" with { type: "text" };
import joinOrdersSolutionSolveSh from "./join-orders/solution/solve.sh" with { type: "text" };
import joinOrdersTaskToml from "./join-orders/task.toml" with { type: "text" };
import joinOrdersTestsTestSh from "./join-orders/tests/test.sh" with { type: "text" };
import mergeSettingsEnvironmentBaseEnv from "./merge-settings/environment/base.env" with { type: "text" };
import mergeSettingsEnvironmentLocalEnv from "./merge-settings/environment/local.env" with { type: "text" };
import mergeSettingsInstructionMd from "./merge-settings/instruction.md" with { type: "text" };
import mergeSettingsSolutionSolveSh from "./merge-settings/solution/solve.sh" with { type: "text" };
import mergeSettingsTaskToml from "./merge-settings/task.toml" with { type: "text" };
import mergeSettingsTestsTestSh from "./merge-settings/tests/test.sh" with { type: "text" };
import writeCounterEnvironmentExampleTxt from "./write-counter/environment/example.txt" with { type: "text" };
import writeCounterInstructionMd from "./write-counter/instruction.md" with { type: "text" };
import writeCounterSolutionSolveSh from "./write-counter/solution/solve.sh" with { type: "text" };
import writeCounterTaskToml from "./write-counter/task.toml" with { type: "text" };
import writeCounterTestsTestSh from "./write-counter/tests/test.sh" with { type: "text" };

/** The files of a task, by their paths in its folder. */
export type TaskFiles = Readonly<Record<string, string>>;

/** The tasks of the split `train`, by their names. */
export const TRAIN: Readonly<Record<string, TaskFiles>> = {
  "count-errors": {
    "environment/app.txt": countErrorsEnvironmentAppLog,
    "instruction.md": countErrorsInstructionMd,
    "solution/solve.sh": countErrorsSolutionSolveSh,
    "task.toml": countErrorsTaskToml,
    "tests/test.sh": countErrorsTestsTestSh,
  },
  "top-words": {
    "environment/story.txt": topWordsEnvironmentStoryTxt,
    "instruction.md": topWordsInstructionMd,
    "solution/solve.sh": topWordsSolutionSolveSh,
    "task.toml": topWordsTaskToml,
    "tests/test.sh": topWordsTestsTestSh,
  },
  "csv-totals": {
    "environment/sales.csv": csvTotalsEnvironmentSalesCsv,
    "instruction.md": csvTotalsInstructionMd,
    "solution/solve.sh": csvTotalsSolutionSolveSh,
    "task.toml": csvTotalsTaskToml,
    "tests/test.sh": csvTotalsTestsTestSh,
  },
  "rename-photos": {
    "environment/photos/beach.jpeg": renamePhotosEnvironmentPhotosBeachJpeg,
    "environment/photos/cat.jpg": renamePhotosEnvironmentPhotosCatJpg,
    "environment/photos/city.night.jpeg": renamePhotosEnvironmentPhotosCityNightJpeg,
    "environment/photos/notes.txt": renamePhotosEnvironmentPhotosNotesTxt,
    "environment/photos/old.jpeg.txt": renamePhotosEnvironmentPhotosOldJpegTxt,
    "instruction.md": renamePhotosInstructionMd,
    "solution/solve.sh": renamePhotosSolutionSolveSh,
    "task.toml": renamePhotosTaskToml,
    "tests/test.sh": renamePhotosTestsTestSh,
  },
  "active-emails": {
    "environment/users.json": activeEmailsEnvironmentUsersJson,
    "instruction.md": activeEmailsInstructionMd,
    "solution/solve.sh": activeEmailsSolutionSolveSh,
    "task.toml": activeEmailsTaskToml,
    "tests/test.sh": activeEmailsTestsTestSh,
  },
  "fix-script": {
    "environment/example/a/one.txt": fixScriptEnvironmentExampleAOneTxt,
    "environment/example/a/two.txt": fixScriptEnvironmentExampleATwoTxt,
    "environment/example/c/deep/three.txt": fixScriptEnvironmentExampleCDeepThreeTxt,
    "environment/sizes.sh": fixScriptEnvironmentSizesSh,
    "instruction.md": fixScriptInstructionMd,
    "solution/solve.sh": fixScriptSolutionSolveSh,
    "task.toml": fixScriptTaskToml,
    "tests/test.sh": fixScriptTestsTestSh,
  },
  "unique-lines": {
    "environment/list.txt": uniqueLinesEnvironmentListTxt,
    "instruction.md": uniqueLinesInstructionMd,
    "solution/solve.sh": uniqueLinesSolutionSolveSh,
    "task.toml": uniqueLinesTaskToml,
    "tests/test.sh": uniqueLinesTestsTestSh,
  },
  "archive-days": {
    "environment/days/2025-12-31.txt": archiveDaysEnvironmentLogs20251231Log,
    "environment/days/2026-01-05.txt": archiveDaysEnvironmentLogs20260105Log,
    "environment/days/2026-02-17.txt": archiveDaysEnvironmentLogs20260217Log,
    "environment/days/2026-02-28.txt": archiveDaysEnvironmentLogs20260228Log,
    "environment/days/2026-03-01.txt": archiveDaysEnvironmentLogs20260301Log,
    "environment/days/2026-04-02.txt": archiveDaysEnvironmentLogs20260402Log,
    "instruction.md": archiveDaysInstructionMd,
    "solution/solve.sh": archiveDaysSolutionSolveSh,
    "task.toml": archiveDaysTaskToml,
    "tests/test.sh": archiveDaysTestsTestSh,
  },
  "move-host": {
    "environment/etc/backup/web.conf": moveHostEnvironmentEtcBackupWebConf,
    "environment/etc/mail/mail.conf": moveHostEnvironmentEtcMailMailConf,
    "environment/etc/readme.txt": moveHostEnvironmentEtcReadmeTxt,
    "environment/etc/web.conf": moveHostEnvironmentEtcWebConf,
    "instruction.md": moveHostInstructionMd,
    "solution/solve.sh": moveHostSolutionSolveSh,
    "task.toml": moveHostTaskToml,
    "tests/test.sh": moveHostTestsTestSh,
  },
};

/** The tasks of the split `test`, by their names. */
export const TEST: Readonly<Record<string, TaskFiles>> = {
  "join-orders": {
    "environment/customers.csv": joinOrdersEnvironmentCustomersCsv,
    "environment/orders.csv": joinOrdersEnvironmentOrdersCsv,
    "instruction.md": joinOrdersInstructionMd,
    "solution/solve.sh": joinOrdersSolutionSolveSh,
    "task.toml": joinOrdersTaskToml,
    "tests/test.sh": joinOrdersTestsTestSh,
  },
  "merge-settings": {
    "environment/base.env": mergeSettingsEnvironmentBaseEnv,
    "environment/local.env": mergeSettingsEnvironmentLocalEnv,
    "instruction.md": mergeSettingsInstructionMd,
    "solution/solve.sh": mergeSettingsSolutionSolveSh,
    "task.toml": mergeSettingsTaskToml,
    "tests/test.sh": mergeSettingsTestsTestSh,
  },
  "write-counter": {
    "environment/example.txt": writeCounterEnvironmentExampleTxt,
    "instruction.md": writeCounterInstructionMd,
    "solution/solve.sh": writeCounterSolutionSolveSh,
    "task.toml": writeCounterTaskToml,
    "tests/test.sh": writeCounterTestsTestSh,
  },
};
