#pragma once

// What libtorch's header of its Gloo process group needs of Gloo.
//
// ProcessGroupGloo and Gloo itself are compiled into libtorch_cpu. The wheel has the header of the former, but not those of the
// latter, which it includes. Only names are needed of them: Candor makes a ProcessGroupGloo and calls it as a c10d::Backend; no
// object of Gloo is made, and no function of it called, outside libtorch. So the files of this folder declare the names that
// torch/csrc/distributed/c10d/ProcessGroupGloo.hpp mentions, and nothing more. The layout of ProcessGroupGloo does not depend
// on them: it holds what is Gloo's behind shared pointers.
