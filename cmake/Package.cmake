# What is installed besides the programs, and the Debian package: ./dev package.
set(compressed ${PROJECT_BINARY_DIR}/compressed)
file(MAKE_DIRECTORY ${compressed})
find_program(GZIP gzip)
if(GZIP)
  # -n leaves name and time out, so that the same sources give the same package.
  foreach(pair "docs/assay.1=assay.1" "CHANGELOG.md=changelog")
    string(REPLACE "=" ";" pair ${pair})
    list(GET pair 0 from)
    list(GET pair 1 to)
    add_custom_command(
      OUTPUT ${compressed}/${to}.gz
      COMMAND ${GZIP} -9 -n -c ${PROJECT_SOURCE_DIR}/${from} > ${compressed}/${to}.gz
      DEPENDS ${PROJECT_SOURCE_DIR}/${from} VERBATIM)
    list(APPEND archives ${compressed}/${to}.gz)
  endforeach()
  add_custom_target(assay_man ALL DEPENDS ${archives})
  install(FILES ${compressed}/assay.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
  install(FILES ${compressed}/changelog.gz DESTINATION ${CMAKE_INSTALL_DOCDIR})
else()
  install(FILES docs/assay.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
  install(FILES CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME changelog)
endif()

install(FILES completions/assay.bash RENAME assay
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES completions/assay.zsh RENAME _assay
        DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES completions/assay.fish
        DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES cmake/copyright README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR}
        FILES_MATCHING PATTERN "*.md" PATTERN "*.schema.json")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME assay)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "assay maintainers <maintainers@assay.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "performance comparison that says how far it can be believed")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
    "Runs commands in random order, measures their whole process tree and decides\n\
by a sequential test whether one is slower, faster, the same, or not yet known.")
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS git)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "gcc, valgrind, wabt")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
include(CPack)
