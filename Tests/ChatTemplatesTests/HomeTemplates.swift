import Foundation

/// Templates written here in the manner of published ones, for tests that always run.
enum HomeTemplates {
    static let turns = """
        {% for m in messages %}{{ '<|' ~ m.role ~ '|>' ~ m.content ~ '<|end|>' ~ '\\n' }}{% endfor %}\
        {% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}
        """
    /// Drops the reasoning from assistant turns, as DeepSeek-R1-Distill's does.
    static let stripping = turns.replacingOccurrences(
        of: "~ m.content ~", with: "~ (m.content.split('</think>')[-1] if m.role == 'assistant' else m.content) ~")
    /// Also opens the reasoning in the generation prompt.
    static let prefilled = stripping.replacingOccurrences(
        of: "{{ '<|assistant|>' }}", with: "{{ '<|assistant|><think>\\n' }}")
    /// Writes the reasoning of the last turn in a block of its own, as Qwen3's does.
    static let rewriting = """
        {% for m in messages %}{% set content = m.content %}{% set thought = '' %}\
        {% if m.role == 'assistant' and '</think>' in content %}\
        {% set thought = content.split('</think>')[0].split('<think>')[-1].strip('\\n') %}\
        {% set content = content.split('</think>')[-1].lstrip('\\n') %}{% endif %}\
        {{ '<|' ~ m.role ~ '|>' }}\
        {% if m.role == 'assistant' and loop.last %}{{ '<think>\\n' ~ thought ~ '\\n</think>\\n\\n' }}{% endif %}\
        {{ content ~ '<|end|>\\n' }}{% endfor %}\
        {% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}
        """
}
