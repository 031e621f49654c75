# Settings and warnings as INTERFACE targets: our code links them, third-party code does not.
add_library(assay_settings INTERFACE)
target_include_directories(assay_settings INTERFACE ${PROJECT_SOURCE_DIR}/src
                                                    ${PROJECT_SOURCE_DIR}/include
                                                    ${PROJECT_BINARY_DIR}/generated)
# All alike, or precompiled headers could not be shared.
target_compile_options(assay_settings INTERFACE -pthread)
target_compile_definitions(assay_settings INTERFACE FMT_ENFORCE_COMPILE_STRING=0)
if(ASSAY_SANITIZE)
  # Three checks of `undefined` double the time to compile templates; ASan and the MMU see what two
  # of them would, and the third (alignment) is no fault on the machines this runs on.
  # Optimising doubles that time again, and pays only where tests simulate thousands of runs.
  target_compile_options(assay_settings INTERFACE -fsanitize=${ASSAY_SANITIZE} -g1
                                                  $<IF:$<BOOL:$<TARGET_PROPERTY:ASSAY_HOT>>,-O1,-O0>
                                                  -fno-omit-frame-pointer -fno-sanitize-recover=all
                                                  -fno-sanitize=null,object-size,alignment)
  target_link_options(assay_settings INTERFACE -fsanitize=${ASSAY_SANITIZE})
endif()

if(ASSAY_FUZZ)
  target_compile_options(assay_settings INTERFACE -fsanitize=fuzzer-no-link)
endif()

add_library(assay_warnings INTERFACE)
target_compile_options(assay_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
                                                -Wno-sign-conversion -Wnon-virtual-dtor
                                                -Woverloaded-virtual)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ warns of members that designated initializers leave to their defaults: that is their use.
  target_compile_options(assay_warnings INTERFACE -Wno-missing-field-initializers)
  # g++ 12 -O2 false alarms inside libstdc++ and fmt (GCC bugs 105651, 105329, 107852).
  target_compile_options(assay_warnings INTERFACE -Wno-restrict -Wno-stringop-overflow
                                                  -Wno-stringop-overread
                                                  -Wno-array-bounds)
  if(ASSAY_SANITIZE)
    # Its manual says that sanitizers make this one cry wolf; std::regex does.
    target_compile_options(assay_warnings INTERFACE -Wno-maybe-uninitialized)
  endif()
endif()
if(ASSAY_WERROR)
  target_compile_options(assay_warnings INTERFACE -Werror)
endif()
