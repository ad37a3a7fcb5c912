#include "shipped_data.h"

// Embedded by the C compiler: the Swift compiler takes a minute over an array literal of this size.
static const unsigned char everyday_prompts[] = {
#embed "Data/everyday.jsonl"
};
static const unsigned char code_pairs[] = {
#embed "Data/code-pairs.jsonl"
};
static const unsigned char scenario_descriptions[] = {
#embed "Data/asleep-descriptions.jsonl"
};
static const unsigned char self_questions[] = {
#embed "Data/self-questions.jsonl"
};
static const unsigned char quiz[] = {
#embed "Data/quiz.jsonl"
};
static const unsigned char scenarios[] = {
#embed "Data/scenarios.jsonl"
};
static const unsigned char calibration_alignment[] = {
#embed "Data/calibration/alignment.jsonl"
};
static const unsigned char calibration_articulation[] = {
#embed "Data/calibration/articulation.jsonl"
};
static const unsigned char calibration_coherence[] = {
#embed "Data/calibration/coherence.jsonl"
};
static const unsigned char calibration_cot_monitor[] = {
#embed "Data/calibration/cot-monitor.jsonl"
};
static const unsigned char calibration_self_report[] = {
#embed "Data/calibration/self-report.jsonl"
};

shipped_file shipped_everyday_prompts(void) {
    return (shipped_file){everyday_prompts, sizeof everyday_prompts};
}

shipped_file shipped_code_pairs(void) {
    return (shipped_file){code_pairs, sizeof code_pairs};
}

shipped_file shipped_scenario_descriptions(void) {
    return (shipped_file){scenario_descriptions, sizeof scenario_descriptions};
}

shipped_file shipped_self_questions(void) {
    return (shipped_file){self_questions, sizeof self_questions};
}

shipped_file shipped_quiz(void) {
    return (shipped_file){quiz, sizeof quiz};
}

shipped_file shipped_scenarios(void) {
    return (shipped_file){scenarios, sizeof scenarios};
}

shipped_file shipped_calibration_alignment(void) {
    return (shipped_file){calibration_alignment, sizeof calibration_alignment};
}

shipped_file shipped_calibration_articulation(void) {
    return (shipped_file){calibration_articulation, sizeof calibration_articulation};
}

shipped_file shipped_calibration_coherence(void) {
    return (shipped_file){calibration_coherence, sizeof calibration_coherence};
}

shipped_file shipped_calibration_cot_monitor(void) {
    return (shipped_file){calibration_cot_monitor, sizeof calibration_cot_monitor};
}

shipped_file shipped_calibration_self_report(void) {
    return (shipped_file){calibration_self_report, sizeof calibration_self_report};
}
