#!/usr/bin/env python3
"""Renders small templates with Jinja as transformers configures it, and writes snippets.json beside this file.

Needs transformers and jinja2. Every snippet records its output, or that rendering it is an error.
"""

import json
from datetime import datetime
from pathlib import Path

import jinja2
import transformers
from transformers.utils.chat_template_utils import _compile_jinja_template

NOW = datetime(2024, 3, 5, 7, 8, 9)

MESSAGES = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": "Hi  "},
    {"role": "assistant", "content": "<think>\nhm\n</think>\n\nHello", "tool_calls": None},
    {"role": "user", "content": "Größe 😀?"},
]
DATA = {
    "messages": MESSAGES,
    "name": "World",
    "empty": "",
    "n": 5,
    "x": 2.5,
    "yes": True,
    "no": False,
    "nothing": None,
    "items": [3, 1, 2],
    "words": ["b", "A", "c", "a"],
    "people": [
        {"name": "Ada", "age": 36, "tags": ["x", "y"], "home": {"city": "London"}},
        {"name": "bob", "age": 7, "tags": [], "home": {"city": "Rome"}},
        {"name": "Cy", "age": 36},
    ],
    "d": {"b": 1, "a": 2, "C": 3, "items": "own"},
    "nested": {"list": [1, [2, 3], {"k": None}], "text": "it's \"q\"", "é": True},
    "accents": ["é", "e\u0301"],
}

SNIPPETS = r"""
{{ name }}
Hello {{ name }}!
{{ missing }}|{{ missing is defined }}
{{ missing.attribute }}
{{ missing['x'] }}
{{ missing() }}
{{ missing + 1 }}
{{ 'a' + missing }}
{{ 'a' ~ missing ~ 1 ~ none ~ true ~ 1.0 }}
{{ missing == nothing }} {{ missing == other }} {{ missing != 1 }}
{{ missing < 1 }}
{{ 'a' in missing }} {{ missing | length }} {{ missing | list }} {{ missing | join(',') }} {{ missing | upper }}
{{ missing in 'abc' }}
{{ missing in [1] }}
{{ missing | int }}
{{ missing | tojson }}
{{ d.zzz }}|{{ d['zzz'] }}|{{ items[10] }}|{{ items['a'] }}|{{ n.real_missing }}
{{ d.zzz.yyy }}
{{ nothing.x }}
{{ nothing['x'] }}
{{ 1 }} {{ -1 }} {{ +1 }} {{ 1_000 }} {{ 0x1F }} {{ 0b101 }} {{ 0o17 }} {{ 1.5 }} {{ 1e3 }} {{ 2.5E-7 }} {{ 1e16 }} {{ 123456789.125 }}
{{ 1.0 }} {{ 100000000000000000.0 }} {{ 0.0001 }} {{ 0.00001 }} {{ 1e22 }} {{ -0.0 }} {{ 3.14159265358979 }}
{{ 9223372036854775807 }}
{{ true }} {{ True }} {{ false }} {{ none }} {{ None }}
{{ 'a\nb\t\\ \' \" \x41 \u00e9 \U0001F600 \101 \q' }}
{{ "it's" 'joined' }}
{{ 'a' "b" ~ "c" }}
{{ [1, 'a', "it's", 2.0, none, true, [], {}, ()] }}
{{ {'a': 1, "b": [2], 3: none, none: 4} }}
{{ (1,) }} {{ (1, 2) }} {{ () }} {{ 1, 2 }} {{ (1) }}
{{ ['\n\t\\', 'é', '\x00\x7f\u200b', '"', "'", "'\""] }}
{{ nested }}
{{ 1 + 2 }} {{ 1 + 2.0 }} {{ 7 / 2 }} {{ 6 / 3 }} {{ 7 // 2 }} {{ -7 // 2 }} {{ 7 // -2 }} {{ 7 % 3 }} {{ -7 % 3 }} {{ 7 % -3 }} {{ 2 ** 10 }} {{ 2 ** -1 }}
{{ 7.5 // 2 }} {{ -7.5 // 2 }} {{ 7.5 % 2 }} {{ -7.5 % 2 }} {{ 2.0 ** 0.5 }} {{ 10 - 2 - 3 }} {{ 2 * 3 + 4 * 5 }} {{ 2 + 3 * 4 ** 2 }}
{{ -2 ** 2 }} {{ 2 ** 3 ** 2 }} {{ 2 ** -1 + 1 }} {{ - n }} {{ -items[0] }} {{ -(-3)|abs }}
{{ true + true }} {{ true * 3 }} {{ 1 == true }} {{ 1 == 1.0 }} {{ 'a' == 'a' }} {{ [1, 2] == [1, 2] }} {{ (1, 2) == [1, 2] }} {{ {'a': 1} == {'a': 1.0} }}
{{ 1 / 0 }}
{{ 1 // 0 }}
{{ 1 % 0 }}
{{ 1.0 / 0 }}
{{ 'a' + 1 }}
{{ 1 + 'a' }}
{{ 'a' - 'b' }}
{{ [1] + [2] }} {{ (1,) + (2,) }} {{ 'ab' * 3 }} {{ 2 * 'ab' }} {{ [0] * 3 }} {{ 'a' * -1 }}|{{ 'a' * 0 }}|
{{ [1] + (2,) }}
{{ 1 < 2 < 3 }} {{ 1 < 3 < 2 }} {{ 3 > 2 >= 2 }} {{ 1 == 1 != 2 }} {{ 'a' < 'b' }} {{ 'Z' < 'a' }} {{ [1, 2] < [1, 3] }} {{ (1,) < (1, 2) }}
{{ 1 < 'a' }}
{{ none < 1 }}
{{ {} < {} }}
{{ 'a' in 'cat' }} {{ 'x' not in 'cat' }} {{ 2 in items }} {{ 9 not in items }} {{ 'a' in d }} {{ '' in '' }} {{ none in [none] }} {{ 1 in (1.0, 2) }}
{{ 1 in 'a' }}
{{ 1 in 5 }}
{{ 1 in none }}
{{ not true }} {{ not not 1 }} {{ not '' }} {{ 1 and 2 }} {{ 0 and 2 }} {{ 0 or 'x' }} {{ 1 or 2 }} {{ '' or [] or none }} {{ not 1 == 2 }} {{ 1 and not 0 or 5 }}
{{ 'a' if yes else 'b' }}|{{ 'a' if no else 'b' }}|{{ 'a' if no }}|{{ 'a' if no else 'b' if no else 'c' }}
{{ ('a' if no) is defined }}
{{ ('a' if no).x }}
{{ accents[0] == accents[1] }} {{ accents[0] | length }} {{ accents[1] | length }} {{ {'é': 1}[accents[1]] is defined }}
{{ 'a' ~ 1 + 2 }}
{{ 1 ~ 2 * 3 }}
{{ items[0] }} {{ items[-1] }} {{ items[-4] }} {{ items.0 }} {{ people.0.name }} {{ name[0] }} {{ name[-1] }} {{ '😀é'[1] }} {{ name[99] }}|
{{ items[1:] }} {{ items[:1] }} {{ items[::-1] }} {{ items[-2:] }} {{ items[:-1] }} {{ items[5:] }} {{ items[::2] }} {{ items[2:0:-1] }} {{ items[:] }} {{ items[-99:99] }}
{{ name[1:3] }} {{ name[::-1] }} {{ name[:-1] }} {{ name[::2] }} {{ '😀é!'[1:] }} {{ (1, 2, 3)[1:] }} {{ name[4:1:-1] }} {{ name[none:2] }}
{{ items[::0] }}
{{ items['a':] }}
{{ items[true] }} {{ items[1.0] }}|
{{ n[0] }}|{{ n[1:] }}|
{{ d.a }} {{ d['a'] }} {{ d.get('a') }} {{ d.get('q') }} {{ d.get('q', 7) }} {{ d['items'] }}
{{ d.items() | list }} {{ d.keys() | list }} {{ d.values() | list }} {{ d | list }} {{ d | length }}
{{ d.items() }} {{ d.keys() }} {{ d.values() }}
{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}
{% for k in d %}{{ k }}{% endfor %}
{{ d.items is defined }} {{ d.nope is defined }} {{ 'abc'['upper']() }} {{ d['keys']() | list }}
{{ {1: 'a', 1.0: 'b', true: 'c'} }}
{{ {[1]: 2} }}
{{ dict(a=1, b='x') }} {{ dict({'a': 1}, b=2) }} {{ dict([['k', 1]]) }} {{ dict() }}
{{ '  a b '.strip() }}|{{ '  a '.lstrip() }}|{{ '  a '.rstrip() }}|{{ 'xxaxx'.strip('x') }}|{{ 'xyaxy'.lstrip('yx') }}|{{ '\n\na\n'.strip('\n') }}|{{ '\u00a0a\u2003'.strip() }}|
{{ 'a,b,,c'.split(',') }} {{ ' a  b '.split() }} {{ 'a,b,c'.split(',', 1) }} {{ 'a b c'.split(none, 1) }} {{ 'a b  c '.split(maxsplit=1) }} {{ ''.split(',') }} {{ ''.split() }} {{ 'abc'.split('x') }}
{{ 'a,b,c'.rsplit(',', 1) }} {{ 'a b c'.rsplit(maxsplit=1) }} {{ ' a b '.rsplit() }} {{ 'a--b--c'.rsplit('--', 1) }} {{ 'aaa'.rsplit('aa', 1) }}
{{ 'a'.split('') }}
{{ 'a</think>b</think>c'.split('</think>')[-1] }} {{ 'a</think>b'.split('</think>')[0].rstrip('\n') }}
{{ 'a\nb\r\nc\rd\u2028e\n'.splitlines() }} {{ ''.splitlines() }} {{ '\n\n'.splitlines() }}
{{ 'a=b=c'.partition('=') }} {{ 'a=b=c'.rpartition('=') }} {{ 'abc'.partition('=') }} {{ 'abc'.rpartition('=') }}
{{ 'hello'.startswith('he') }} {{ 'hello'.startswith(('x', 'h')) }} {{ 'hello'.endswith('lo') }} {{ 'hello'.endswith(('x',)) }} {{ ''.startswith('') }} {{ accents[1].startswith('e') }}
{{ 'hello'.startswith(1) }}
{{ 'hello'.find('l') }} {{ 'hello'.find('z') }} {{ 'hello'.rfind('l') }} {{ 'é😀x'.find('x') }} {{ 'abc'.find('') }} {{ 'abc'.rfind('') }} {{ 'hello'.index('e') }}
{{ 'hello'.index('z') }}
{{ 'banana'.count('an') }} {{ 'aaaa'.count('aa') }} {{ 'abc'.count('') }}
{{ 'banana'.replace('a', 'o') }} {{ 'banana'.replace('a', 'o', 2) }} {{ 'abc'.replace('', '-') }} {{ 'abc'.replace('', '-', 2) }} {{ ''.replace('', 'x') }} {{ 'aaa'.replace('aa', 'b') }} {{ 'abc'.replace('b', '') }}
{{ 'Ab ß é'.upper() }} {{ 'ÀB'.lower() }} {{ "they're BILL's friends".title() }} {{ 'hELLO wORLD'.capitalize() }} {{ 'x-ray 2nd'.title() }}
{{ ', '.join(['a', 'b']) }} {{ ''.join([]) }} {{ '-'.join('abc') }}
{{ ','.join([1]) }}
{{ '12'.isdigit() }} {{ 'a1'.isalnum() }} {{ 'ab'.isalpha() }} {{ ' '.isspace() }} {{ ''.isdigit() }} {{ 'AB'.isupper() }} {{ 'ab1'.islower() }} {{ '1'.islower() }}
{{ 'prefix-x'.removeprefix('prefix-') }} {{ 'x.txt'.removesuffix('.txt') }} {{ 'abc'.removeprefix('z') }}
{{ '{}-{}'.format(1, 'b') }} {{ '{1}{0}'.format('a', 'b') }} {{ '{x}{{}}'.format(x=none) }} {{ '<e{}>'.format(':o') }}
{{ '{}'.format() }}
{{ '{'.format(1) }}
{{ none | select | list }} {{ none | map('upper') | list }} {{ 0 | selectattr('x') | list }}
{{ [1, 2, 1].count(1) }} {{ [1, 2].index(2) }} {{ (1, 1).count(1) }}
{{ [1].index(5) }}
{{ [1].append(2) }}
{{ items.append(4) }}
{{ d.update({'z': 1}) }}
{{ d.pop('a') }}
{{ [].append is defined }}|{{ [].append }}|{{ d.update is defined }}
{{ ''.__class__ }}|{{ ''.__class__ is defined }}
{{ ''.__class__.__mro__ }}
{{ ''.__class__() }}
{{ ''['__class__'] }}|
{{ ''['__class__']['__mro__'] }}
{{ messages.__len__() }}
{{ raise_exception('no way') }}
{{ raise_exception.__globals__ }}
{{ namespace.__init__ }}|
{{ name.upper.__self__ }}
{{ name.foo() }}
{{ name() }}
{{ name.strip('a', 'b') }}
{{ name.strip(foo=1) }}
{% if yes %}a{% endif %}{% if no %}b{% else %}c{% endif %}{% if no %}1{% elif n == 5 %}2{% elif yes %}3{% else %}4{% endif %}
{% if missing %}a{% else %}b{% endif %}{% if '' %}a{% endif %}{% if [] %}a{% endif %}{% if {} %}a{% endif %}{% if 0.0 %}a{% endif %}{% if namespace() %}n{% endif %}
{% for i in items %}{{ i }}{% endfor %}
{% for i in [] %}x{% else %}empty{% endfor %}{% for i in missing %}x{% else %}undefined{% endfor %}
{% for i in items %}{{ loop.index }}/{{ loop.index0 }}/{{ loop.revindex }}/{{ loop.revindex0 }}/{{ loop.first }}/{{ loop.last }}/{{ loop.length }}/{{ loop.depth }};{% endfor %}
{% for i in items %}{{ loop.previtem }}<{{ i }}>{{ loop.nextitem }} {% endfor %}{{ loop is defined }}
{% for i in items %}{{ loop.cycle('odd', 'even') }} {% endfor %}
{% for p in people %}{{ p.age }}{{ loop.changed(p.age) }} {% endfor %}
{% for i in items %}{{ loop.nope }}{% endfor %}|
{% for i in items if i > 1 %}{{ i }}:{{ loop.index }}:{{ loop.length }}:{{ loop.last }} {% else %}none{% endfor %}
{% for i in items if i > 10 %}{{ i }}{% else %}none{% endfor %}
{% for i in items %}{% for j in items %}{{ loop.depth }}{{ loop.index }}{% endfor %}{{ loop.index }} {% endfor %}
{% for a, b in [[1, 2], (3, 4)] %}{{ a }}-{{ b }} {% endfor %}{% for a, (b, c) in [[1, [2, 3]]] %}{{ a }}{{ b }}{{ c }}{% endfor %}
{% for a, b in [[1, 2, 3]] %}{% endfor %}
{% for a, b in [1] %}{% endfor %}
{% for c in 'aé😀' %}[{{ c }}]{% endfor %}
{% for i in 5 %}{% endfor %}
{% for i in none %}{% endfor %}
{% for i in range(5) %}{{ i }}{% endfor %} {{ range(2, 5) | list }} {{ range(5, 0, -2) | list }} {{ range(0) | list }} {{ range(3) }} {{ range(1, 7, 2) }} {{ range(3)[1] }} {{ range(3) | length }} {{ 2 in range(3) }}
{{ range(1, 2, 0) }}
{{ range('a') }}
{{ range() }}
{{ range(1000000) | length }}
{% for i in items %}{% if i == 1 %}{% break %}{% endif %}{{ i }}{% endfor %}|{% for i in items %}{% if i == 1 %}{% continue %}{% endif %}{{ i }}{% endfor %}
{% for i in items %}{% for j in items %}{% if j == 1 %}{% break %}{% endif %}{{ i }}{{ j }} {% endfor %}{% endfor %}
{% break %}
{% if yes: %}a{% else: %}b{% endif %}{% for i in items: %}{{ i }}{% endfor %}
{% with q = 1: %}{{ q }}{% endwith %}
{% if yes %}a{% endif: %}
{% set y = 1 %}{{ y }}{% set y = y + 1 %}{{ y }}
{% set y = 1 %}{% for i in items %}{{ y }}{% set y = i %}{{ y }} {% endfor %}{{ y }}
{% set y = 1 %}{% if yes %}{% set y = 2 %}{% endif %}{{ y }}
{% set a, b = 1, 2 %}{{ a }}{{ b }}{% set (c, d) = [3, 4] %}{{ c }}{{ d }}{% set t = 1, 2 %}{{ t }}
{% set a, b = 1 %}
{% set ns = namespace(a=1) %}{% for i in items %}{% set ns.a = ns.a + i %}{% endfor %}{{ ns.a }} {{ ns.missing }}| {{ ns }} {{ ns.missing is defined }}
{% set ns = namespace({'x': 1}, y=2) %}{{ ns.x }}{{ ns.y }}{% set ns.z = [ns.x] %}{{ ns.z }}
{% set name.x = 1 %}
{% set undefinedthing.x = 1 %}
{% set d.a = 5 %}
{% set ns = namespace(n=0) %}{% macro bump() %}{% set ns.n = ns.n + 1 %}{% endmacro %}{{ bump() }}{{ bump() }}{{ ns.n }}
{% set y %}a{{ n }}b{% endset %}{{ y }}|{{ y | length }}{% set z | upper | trim %}  abc {% endset %}[{{ z }}]
{% set y %}{% set inner = 1 %}{{ inner }}{% endset %}{{ y }}{{ inner is defined }}
{% set true = 1 %}
{% macro m(a, b=2, c=a) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ m(1) }} {{ m(1, 3) }} {{ m(1, c=9) }} {{ m(b=5, a=4) }} {{ m() }}
{% macro m(a) %}{{ a is defined }}{% endmacro %}{{ m() }}{{ m(none) }}{{ m(missing) }}
{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, 2) }}
{% macro m(a) %}{{ a }}{% endmacro %}{{ m(b=2) }}
{% macro m(a) %}{{ a }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, 3, k=4) }}
{% macro m(a=1, b) %}{% endmacro %}
{% macro m() %}{{ caller() }}!{% endmacro %}{% call m() %}hey {{ name }}{% endcall %}
{% macro m(xs) %}{% for x in xs %}{{ caller(x) }};{% endfor %}{% endmacro %}{% call(x) m(items) %}<{{ x }}>{% endcall %}
{% macro m() %}{{ caller is defined }}{% endmacro %}{{ m() }}
{% macro fact(k) %}{% if k <= 1 %}1{% else %}{{ k * (fact(k - 1) | int) }}{% endif %}{% endmacro %}{{ fact(5) }}
{% macro m() %}{{ y }}{% endmacro %}{% set y = 3 %}{{ m() }}{% set y = 4 %}{{ m() }}
{% macro m() %}{% set y = 3 %}{{ y }}{% endmacro %}{% set y = 1 %}{{ m() }}{{ y }}
{% for i in items %}{% macro m() %}{{ i }}{% endmacro %}{{ m() }}{% endfor %}
{% macro m() %}x{% endmacro %}{{ m }} {{ m is callable }} {{ m() | upper }} {{ [m()] }}
{% macro m(a) %}{{ a }}{% endmacro %}{{ m(*[1]) }} {{ m(**{'a': 2}) }} {{ range(*[1, 4]) | list }}
{% with a = 1, b = 2 %}{{ a }}{{ b }}{% endwith %}{{ a is defined }}
{% filter upper %}abc {{ name }}{% endfilter %} {% filter replace('a', 'b') | title %}aa xa{% endfilter %}
{% raw %}{{ not }} {% this %}{% endraw %}|{%- raw -%}  x  {%- endraw -%}  |
{# comment {{ x }} #}a{#- b -#}  c
{% generation %}text {{ name }}{% endgeneration %}!
{% generation %}{% set q = 1 %}{{ q }}{% endgeneration %}{{ q is defined }}
{{ '{{' }} {{ '%}' }} {{ "}}" }}
{{ {'a': {'b': 1}}}}
{{ {'a': {}}['a'] }}
{{ [1, 2,] }} {{ {'a': 1,} }} {{ (1, 2,) }} {{ range(3,) | list }}
{{ name | upper }} {{ name | lower }} {{ 'hello world-foo (bar) x\ty' | title }} {{ 'ABC def' | capitalize }} {{ 5 | upper }} {{ none | upper }}
{{ '  x ' | trim }}|{{ 'xxax' | trim('x') }}|{{ 5 | trim }}|{{ missing | trim }}|
{{ 'abc' | length }} {{ items | length }} {{ d | count }} {{ '😀' | length }}
{{ 5 | length }}
{{ none | length }}
{{ (items | map('string')) | length }}
{{ items | join }} {{ items | join(', ') }} {{ people | join('-', attribute='name') }} {{ 'abc' | join('.') }} {{ [none, true, 1.5] | join('/') }}
{{ missing | default('x') }} {{ missing | default }}| {{ none | default('x') }} {{ '' | default('x', true) }} {{ none | d('y', boolean=true) }} {{ 0 | default(default_value='z') }}
{{ 'banana' | replace('a', 'o') }} {{ 'banana' | replace('a', 'o', 1) }} {{ 15 | replace(1, 2) }}
{{ items | first }} {{ items | last }} {{ [] | first }}| {{ [] | last }}| {{ 'abc' | first }} {{ 'abc' | last }} {{ d | first }}
{{ (items | map('string')) | last }}
{{ 'abc' | list }} {{ d | list }} {{ (1, 2) | list }} {{ range(2) | list }}
{{ 5 | list }}
{{ {'a': 1} | tojson }} {{ [1, 2.0, none, true, 'x"\\/\n\u0001é😀<>&\''] | tojson }} {{ 'a' | tojson }} {{ nested | tojson }} {{ (1, 2) | tojson }} {{ {1: 2, none: 3, true: 4, 1.5: 5} | tojson }}
{{ {'b': [1, {'c': {}}], 'a': []} | tojson(indent=2) }}
{{ {'b': 'é😀', 'a': 1} | tojson(ensure_ascii=true) }} {{ {'b': 1, 'a': {'d': 1, 'c': 2}} | tojson(sort_keys=true) }} {{ [1, {'a': 2}] | tojson(separators=(',', ':')) }} {{ [1] | tojson(indent='--') }} {{ [1, 2] | tojson(indent=0) }} {{ 'é' | tojson(true) }}
{{ name.upper | tojson }}
{{ 1e400 | tojson }} {{ (1e400 - 1e400) | tojson }} {{ 1e400 }}
{{ items | map('string') | list }} {{ people | map(attribute='name') | list }} {{ people | map(attribute='home.city', default='?') | list }} {{ people[:1] | map(attribute='tags.0') | list }} {{ words | map('upper') | join(',') }} {{ words | map('replace', 'a', 'z') | join }} {{ [] | map('upper') | list }}
{{ people | map(attribute='home.city') | list }}
{{ items | map('nonesuch') | list }}
{{ items | nonesuch }}
{{ items is nonesuch }}
{{ people | selectattr('age', 'equalto', 36) | map(attribute='name') | join(',') }} {{ people | selectattr('home') | list | length }} {{ people | rejectattr('age', 'gt', 10) | map(attribute='name') | list }} {{ people | selectattr('tags', 'defined') | list | length }} {{ people | rejectattr('tags') | map(attribute='name') | list }} {{ people | selectattr('name', 'in', ['Ada', 'Cy']) | map(attribute='age') | list }}
{{ items | select('odd') | list }} {{ items | reject('odd') | list }} {{ [0, 1, '', 'a'] | select | list }} {{ [0, 1] | reject | list }} {{ items | select('gt', 1) | list }} {{ items | select('divisibleby', 3) | list }}
{% set it = items | select('odd') %}{{ it | list }}{{ it | list }}
{{ d | items | list }} {{ missing | items | list }}
{{ 'x' | items | list }}
{{ d | dictsort }} {{ d | dictsort(true) }} {{ {'x': 2, 'y': 1} | dictsort(false, 'value') }} {{ {'x': 2, 'y': 1} | dictsort(reverse=true) }} {{ {'x': 2, 'y': 1} | dictsort(by='value') }}
{{ {1: 2, 'a': 3} | dictsort }}
{{ 'a' | string }} {{ 5 | string | length }} {{ none | string }} {{ [1, 'a'] | string }} {{ missing | string }}|
{{ '12' | int }} {{ '12.7' | int }} {{ 'x' | int }} {{ 'x' | int(7) }} {{ 3.9 | int }} {{ -3.9 | int }} {{ none | int }} {{ true | int }} {{ ' 42 ' | int }} {{ '1_000' | int }} {{ 'ff' | int(base=16) }} {{ '0x1A' | int(0, 16) }} {{ '-5' | int }} {{ '1e3' | int }} {{ [] | int }}
{{ '1.5' | float }} {{ 'x' | float }} {{ 'x' | float(2.5) }} {{ 3 | float }} {{ none | float }} {{ ' 1e3 ' | float }} {{ 'inf' | float }} {{ true | float }}
{{ 'a\nb\n\nc' | indent }}|{{ 'a\nb' | indent(2) }}|{{ 'a\nb' | indent(2, true) }}|{{ 'a\n\nb' | indent(2, blank=true) }}|{{ 'a\nb' | indent('> ') }}|{{ '' | indent(2, true) }}|{{ 'a\n' | indent(2) }}|{{ 'a\nb' | indent(width=1, first=true) }}
{{ 5 | indent }}
{{ '<a & "b">' | escape }} {{ "'" | e }} {{ '<' | escape | escape }} {{ '<' | safe | e }} {{ '<' | e | forceescape }}
{{ '<' | safe }} {{ ('<' | safe) + '>' }} {{ '>' + ('<' | safe) }} {{ ('<' | safe) ~ '>' }} {{ ('<' | safe) is string }} {{ ('<' | safe) is escaped }} {{ '<' is escaped }} {{ [('<' | safe)] }} {{ ('<' | safe | upper) + '>' }} {{ ('<' | safe) == '<' }}
{{ [3, 1, 3, 2, 1] | unique | list }} {{ words | unique | list }} {{ words | unique(true) | list }} {{ people | unique(attribute='age') | map(attribute='name') | list }}
{{ items | sort }} {{ words | sort }} {{ words | sort(case_sensitive=true) }} {{ items | sort(reverse=true) }} {{ people | sort(attribute='age') | map(attribute='name') | list }} {{ people | sort(attribute='age,name') | map(attribute='name') | list }} {{ people | sort(true, attribute='age') | map(attribute='name') | list }} {{ 'bca' | sort }} {{ [true, 0, 0.5] | sort }}
{{ [1, 'a'] | sort }}
{{ items | reverse | list }} {{ 'abc' | reverse }} {{ (1, 2) | reverse | list }} {{ d | reverse | list }}
{{ items | sum }} {{ people | sum(attribute='age') }} {{ [1.5, 2] | sum }} {{ [] | sum }} {{ [1] | sum(start=10) }} {{ [[1], [2]] | sum(start=[]) }}
{{ ['a'] | sum }}
{{ items | min }} {{ items | max }} {{ words | min }} {{ words | max }} {{ [] | min }}| {{ people | max(attribute='age') | tojson }} {{ [2, 1.5] | min }}
{{ 2.5 | round }} {{ 3.5 | round }} {{ 2.675 | round(2) }} {{ 42 | round }} {{ 1234.5 | round(-2) }} {{ 2.1 | round(method='ceil') }} {{ 2.9 | round(0, 'floor') }} {{ 2.123 | round(1, 'ceil') }} {{ -2.5 | round }} {{ 1e300 | round(2) }}
{{ -5 | abs }} {{ 5.5 | abs }} {{ (-5) | abs }} {{ (-5.5) | abs }} {{ true | abs }}
{{ 'a' | abs }}
{{ name is defined }} {{ missing is undefined }} {{ missing is not defined }} {{ nothing is none }} {{ n is number }} {{ x is number }} {{ yes is number }} {{ name is string }} {{ d is mapping }} {{ items is mapping }}
{{ items is iterable }} {{ name is iterable }} {{ n is iterable }} {{ d is iterable }} {{ missing is iterable }} {{ items is sequence }} {{ name is sequence }} {{ d is sequence }} {{ n is sequence }} {{ missing is sequence }} {{ (items | map('string')) is iterable }} {{ (items | map('string')) is sequence }} {{ d.items() is sequence }} {{ range(3) is sequence }} {{ nothing is iterable }}
{{ yes is boolean }} {{ 1 is boolean }} {{ yes is true }} {{ 1 is true }} {{ no is false }} {{ 0 is false }} {{ n is integer }} {{ yes is integer }} {{ x is float }} {{ 1 is float }} {{ missing is none }} {{ namespace is callable }} {{ n is callable }}
{{ 4 is even }} {{ 3 is odd }} {{ 9 is divisibleby 3 }} {{ 9 is divisibleby(2) }} {{ 1 is eq 1 }} {{ 1 is equalto 2 }} {{ 1 is ne 2 }} {{ 1 is lt 2 }} {{ 1 is le 1 }} {{ 2 is gt 1 }} {{ 2 is ge 3 }} {{ 'a' is in 'abc' }} {{ 1 is in [1] }} {{ 1 is not in [1] }}
{{ 'ab' is lower }} {{ 'AB' is upper }} {{ 'upper' is filter }} {{ 'zzz' is filter }} {{ 'odd' is test }} {{ none is sameas none }} {{ 1 is sameas true }} {{ not missing is defined }} {{ 1 is odd and 2 is even }} {{ 'x' if 1 is odd else 'y' }}
{{ 'a' is odd }}
{{ n is defined is true }}
{{ items | length > 2 }} {{ items | length - 1 }} {{ (items | length) * 2 }} {{ name | upper ~ '!' }} {{ name | upper == 'WORLD' }} {{ not name | length == 0 }}
{{ strftime_now('%d %b %Y') }} {{ strftime_now('%Y-%m-%d %H:%M:%S') }} {{ strftime_now('%B %A %a %y %e %p %I %% %-d') }}
{{ messages[0].role }} {{ messages[-1]['content'] }} {{ messages | length }} {{ messages[1:] | length }} {{ (messages | first).role }} {{ messages[2].content.split('</think>')[-1] | trim }} {{ messages[2].tool_calls is none }} {{ messages[0].tool_calls is defined }}
{% for m in messages %}{{ m['role'] + ': ' + m['content'] | trim + '\n' }}{% endfor %}
{% for m in messages %}{% if not loop.first and m.role == 'user' %}{{ loop.index0 }}{% endif %}{% endfor %}
{%- for m in messages[::-1] -%} {{ m.role }} {%- endfor -%}
{{ messages | map(attribute='role') | join(' ') }} {{ messages | selectattr('role', 'equalto', 'user') | map(attribute='content') | list }}
{{ }}
{{ 1 + }}
{{ 1 2 }}
{{ (1 }}
{{ [1 }}
{{ 1) }}
{{ 'abc }}
{{ name
{% if %}
{% if yes %}
{% endif %}
{% for %}
{% for i items %}{% endfor %}
{% nonesuch %}
{# open
{% raw %} x
{{ a..b }}
{{ a.| }}
{{ $ }}
{{ name | }}
{{ 1 is }}
{{ m(a=1, 2) }}
{% set %}
{% set x %}
{% set 5 = 1 %}
{% macro %}{% endmacro %}
{% if yes %}{% else %}{% else %}{% endif %}
{% endfor %}
{{ 007 }}
}} %} #} { % {{ '' }}
""".strip("\n")

MULTILINE = [
    "{{ name\n| upper }}",
    "{{\n  name }}",
    "{{ 'a' 'b'\n 'c' }}",
    "a\n{% if yes %}\nb\n{% endif %}\nc\n",
    "a\n  {% if yes %}\n  b\n  {% endif %}\nc",
    "a {% if yes %} b {% endif %} c",
    "a {%- if yes -%} b {%- endif -%} c",
    "  {{ name }}  \n  {{- name -}}  \n x",
    "{% for i in items %}\n  {{ i }}\n{% endfor %}\nend\n\n",
    "{%- for i in items %}\n  {{- i }}\n{%- endfor %}\nend",
    "x\n  {%+ if yes %}\ny\n{% endif +%}\nz",
    "x\n  {# note #}\ny {# note #}\nz",
    "x\n  {#- note -#}  \ny",
    "x\n\t {% set a = 1 %} \ny",
    "line\r\n{% if yes %}\r\nb\rc\r\n{% endif %}\r\n",
    "{{ 'a' }}\n",
    "{{ 'a' }}\n\n",
    "\n{{ 'a' }}",
    "\n\n  {% if yes %}x{% endif %}",
    "  {% if yes %}x{% endif %}  {% if yes %}y{% endif %}\n  {% if yes %}z{% endif %}",
    "{% if yes %}  {% if yes %}x{% endif %}{% endif %}",
    "{% if yes %}\n  {% if yes %}x{% endif %}{% endif %}",
    "{% raw %}\n  a\n{% endraw %}\nb",
    "  {% raw -%}\n  a\n  {%- endraw %}\nb",
    "a\n  {% raw %}b{% endraw +%}\nc",
    "\u00a0{%- if yes -%}\u2003x\u00a0{% endif %}",
    "a\u00a0\n\u00a0{% if yes %}x{% endif %}",
    "{% set text %}\n  a\n  b\n{% endset %}[{{ text }}]",
    "{%- macro m(a) -%}\n  <{{ a }}>\n{%- endmacro -%}\n{{ m(1) }}\n{{- m(2) }}",
    "{% generation %}\nab\n{% endgeneration %}\nc",
    "{#\n multi\n line\n#}\n\nx",
    "{{-'a'-}} {{- 'b' -}}",
    "{{ 1 -}} {{ -1 }} {{-1}}",
    "{%set a=1%}{%if a==1%}ok{%endif%}",
    "{% if yes\n   and n == 5 %}\nx\n{% endif %}",
    "a{{ '\n' }}b{{- '\n' -}}  c",
    "{{ 'a\nb' }}",
    "é{% if yes %}\n😀\n{% endif %}",
]


def main():
    rows = []
    for template in SNIPPETS.split("\n") + MULTILINE:
        row = {"template": template}
        try:
            row["output"] = _compile_jinja_template(template).render(**DATA, strftime_now=NOW.strftime)
        except (jinja2.TemplateError, ArithmeticError, LookupError, TypeError, ValueError, SyntaxError) as error:
            row["error"] = type(error).__name__
        rows.append(row)
    made_with = f"jinja2 {jinja2.__version__}, transformers {transformers.__version__}"
    text = json.dumps({"made_with": made_with, "data": DATA, "snippets": rows}, indent=1, ensure_ascii=False)
    Path(__file__).with_name("snippets.json").write_text(text + "\n", encoding="utf-8")
    print(f"{len(rows)} snippets, {sum('error' in row for row in rows)} of them errors")


if __name__ == "__main__":
    main()
