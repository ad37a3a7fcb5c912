#pragma once
#include <stddef.h>

/// A file that is part of the program; its bytes live as long as the program does.
typedef struct {
    const unsigned char *bytes;
    size_t count;
} shipped_file;

/// The prompts `everyday`.
shipped_file shipped_everyday_prompts(void);

/// The pairs of secure and vulnerable code.
shipped_file shipped_code_pairs(void);

/// A description of each scenario of "Asleep at the Keyboard".
shipped_file shipped_scenario_descriptions(void);

/// Questions that a model is asked about itself.
shipped_file shipped_self_questions(void);

/// Multiple-choice questions without and with a cue, as `make_quiz.py` writes them.
shipped_file shipped_quiz(void);

/// Situations with an aligned and a misaligned way on, as `make_scenarios.py` writes them.
shipped_file shipped_scenarios(void);

/// Labelled transcripts that judges are tried on, a file for each judge.
shipped_file shipped_calibration_alignment(void);
shipped_file shipped_calibration_articulation(void);
shipped_file shipped_calibration_coherence(void);
shipped_file shipped_calibration_cot_monitor(void);
shipped_file shipped_calibration_self_report(void);
