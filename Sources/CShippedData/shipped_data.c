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

shipped_file shipped_everyday_prompts(void) {
    return (shipped_file){everyday_prompts, sizeof everyday_prompts};
}

shipped_file shipped_code_pairs(void) {
    return (shipped_file){code_pairs, sizeof code_pairs};
}

shipped_file shipped_scenario_descriptions(void) {
    return (shipped_file){scenario_descriptions, sizeof scenario_descriptions};
}
