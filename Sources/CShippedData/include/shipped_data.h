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
